// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import dev.portcullis.policy.Arn;
import dev.portcullis.policy.PolicyDocumentPrincipals;
import dev.portcullis.policy.PolicyDocumentPrincipals.Span;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.TrustPolicy;
import dev.portcullis.server.account.TrustPolicy.Bound;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.policies.PolicyTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A trust policy as a request brings it: judged, and with the users and roles of other accounts that it names looked up. Those of the
 * own account are looked up in the very value that the policy is written to ({@link #boundIn}). Accounts, sessions, services and
 * providers are kept as written (rule 2.5).
 *
 * @param named the users and roles that the text names, by ARN or unique id
 * @param foreign the unique ids of those of other accounts, by ARN
 */
record TrustText(String text, List<Span> named, Map<String, String> foreign) {
    private static final Pattern UNIQUE_ID = Pattern.compile("(AIDA|AROA)[A-Z0-9]+");

    /**
     * Judges a text.
     *
     * @throws ApiException if it is no trust policy, is too large, or names a user or role of another account that is not there; whether
     *     the account is there makes no difference
     */
    static TrustText judged(String text, AccountId own, Accounts accounts) {
        PolicyTexts.require(text, PolicyKind.TRUST);
        var named = new ArrayList<Span>();
        var foreign = new TreeMap<String, String>();
        for (var span : PolicyDocumentPrincipals.spans(text)) {
            var arn = entityArn(span.value());
            if (arn.isPresent() || isUniqueId(span.value())) {
                named.add(span);
            }
            arn.map(TrustText::accountOf)
                    .filter(account -> !account.equals(own))
                    .ifPresent(account -> {
                        var id = accounts.find(account).flatMap(other -> idOf(other, span.value()));
                        foreign.put(span.value(), id.orElseThrow(() -> invalid(span)));
                    });
        }
        return new TrustText(text, List.copyOf(named), Map.copyOf(foreign));
    }

    /**
     * The policy with everything it names bound to unique ids.
     *
     * @param present the policy that it replaces: an id that stands there may stay, though its entity is gone
     * @throws ApiException if it names a user or role of this account that is not there
     */
    TrustPolicy boundIn(Account account, Optional<TrustPolicy> present) {
        var bound = new ArrayList<Bound>();
        for (var span : named) {
            var value = span.value();
            if (isUniqueId(value)) {
                requireKnown(account, present, span);
            } else {
                var id = Optional.ofNullable(foreign.get(value))
                        .or(() -> idOf(account, value))
                        .orElseThrow(() -> invalid(span));
                var owner = accountOf(Arn.parse(value).orElseThrow());
                bound.add(new Bound(span.start() + 1, span.end() - 1, owner, value, id));
            }
        }
        return new TrustPolicy(text, bound);
    }

    /** AWS takes the id of an entity that is there; one that is gone may only be carried along. */
    private static void requireKnown(Account account, Optional<TrustPolicy> present, Span span) {
        var id = span.value();
        boolean isThere = account.users().get(id).isPresent()
                || account.roles().get(id).isPresent()
                || present.filter(policy -> names(policy, id)).isPresent();
        if (!isThere) {
            throw invalid(span);
        }
    }

    private static boolean names(TrustPolicy policy, String id) {
        return policy.bound().stream().anyMatch(bound -> bound.uniqueId().equals(id))
                || PolicyDocumentPrincipals.spans(policy.text()).stream()
                        .anyMatch(span -> span.value().equals(id));
    }

    /** The ARN, if it is that of a user or role. */
    private static Optional<Arn> entityArn(String principal) {
        return Arn.parse(principal)
                .filter(arn -> arn.service().equals("iam"))
                .filter(arn ->
                        arn.resourceType().equals("user") || arn.resourceType().equals("role"));
    }

    private static AccountId accountOf(Arn arn) {
        return new AccountId(arn.account());
    }

    private static boolean isUniqueId(String principal) {
        return UNIQUE_ID.matcher(principal).matches();
    }

    /** The unique id of the user or role that has exactly this ARN. */
    private static Optional<String> idOf(Account account, String arn) {
        var name = arn.substring(arn.lastIndexOf('/') + 1);
        return account.users()
                .named(name)
                .filter(user -> account.arns().of(user).equals(arn))
                .map(user -> user.id())
                .or(() -> account.roles()
                        .named(name)
                        .filter(role -> account.arns().of(role).equals(arn))
                        .map(role -> role.id()));
    }

    private static ApiException invalid(Span span) {
        return new MalformedPolicyDocument("Invalid principal in policy: \"AWS\":\"" + span.value() + "\"")
                .asException();
    }
}
