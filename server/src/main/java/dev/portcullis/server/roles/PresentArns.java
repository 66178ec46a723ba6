// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.TrustPolicy.Bound;
import java.util.HashMap;
import java.util.Optional;

/** The ARNs that users and roles have now to which trust policies were bound; those that are gone have none. */
@FunctionalInterface
public interface PresentArns {
    /** @param own the account whose trust policy it is: entities of its own are looked up in this value */
    Optional<String> of(Account own, Bound bound);

    /** For a policy that was bound a moment ago: every ARN is as its author wrote it. */
    static PresentArns asWritten() {
        return (own, bound) -> Optional.of(bound.arn());
    }

    /** Looks into other accounts as they stand. Not for the function of a write, which must not. */
    static PresentArns lookedUpIn(Accounts accounts) {
        return (own, bound) -> isOf(own.id(), bound)
                ? arnIn(own, bound.uniqueId())
                : accounts.find(bound.account()).flatMap(account -> arnIn(account, bound.uniqueId()));
    }

    /**
     * Has looked into the other accounts that a role's trust policy names. An entity of another account that the policy has come to
     * name since is shown as its author wrote it.
     */
    static PresentArns resolvedFor(Role role, AccountId own, Accounts accounts) {
        var foreign = new HashMap<String, Optional<String>>();
        role.trust().bound().stream().filter(bound -> !isOf(own, bound)).forEach(bound -> {
            var arn = accounts.find(bound.account()).flatMap(account -> arnIn(account, bound.uniqueId()));
            foreign.put(bound.uniqueId(), arn);
        });
        return (account, bound) -> isOf(account.id(), bound)
                ? arnIn(account, bound.uniqueId())
                : foreign.getOrDefault(bound.uniqueId(), Optional.of(bound.arn()));
    }

    private static boolean isOf(AccountId account, Bound bound) {
        return bound.account().equals(account);
    }

    private static Optional<String> arnIn(Account account, String uniqueId) {
        return account.users()
                .get(uniqueId)
                .map(account.arns()::of)
                .or(() -> account.roles().get(uniqueId).map(account.arns()::of));
    }
}
