// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.aws.portcullis.ContextEntry;
import dev.portcullis.policy.Arn;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.policy.PolicyValidator;
import dev.portcullis.policy.Problem;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.authz.Advisor.Question;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads questions as they come over the wire. What could be understood in two ways is refused. */
final class Questions {
    private static final String ANY = "*";
    private static final String POLICY_ID = "resource policy";

    private Questions() {}

    /**
     * One question.
     *
     * @param shared the context of all questions of a batch
     * @param callerAccount owns what has no ARN
     */
    static Question read(
            dev.portcullis.aws.portcullis.Question wire, List<ContextEntry> shared, AccountId callerAccount) {
        return new Question(
                wire.actionName(),
                wire.resource(),
                owner(wire.resource(), wire.resourceAccount(), callerAccount),
                context(Stream.concat(shared.stream(), wire.context().stream()).toList()),
                wire.resourcePolicy().map(Questions::policy));
    }

    /**
     * The account that owns the resource. Within an account an identity policy suffices, across accounts the resource's policy has to
     * allow as well: so where the ARN does not tell, as in S3, it is not guessed.
     */
    private static String owner(String resource, Optional<String> given, AccountId callerAccount) {
        if (resource.equals(ANY)) {
            return given.orElse(callerAccount.text());
        }
        var arn = Arn.parse(resource)
                .orElseThrow(
                        () -> new InvalidInput("Resource must be an ARN or *, not " + resource + ".").asException());
        if (!AccountId.isWellFormed(arn.account())) {
            return given.orElseThrow(() -> new InvalidInput(
                            "ResourceAccount is needed: the ARN " + resource + " does not tell who owns the resource.")
                    .asException());
        }
        if (given.filter(account -> !account.equals(arn.account())).isPresent()) {
            throw new InvalidInput("ResourceAccount is not the account in the ARN " + resource + ".").asException();
        }
        return arn.account();
    }

    private static Map<String, Context.Value> context(List<ContextEntry> entries) {
        var names = new HashSet<String>();
        var context = new HashMap<String, Context.Value>();
        for (var entry : entries) {
            if (!names.add(entry.key().toLowerCase(Locale.ROOT))) {
                throw new InvalidInput("The condition key " + entry.key() + " is given twice.").asException();
            }
            boolean isMultivalued = entry.multivalued().orElse(false);
            if (!isMultivalued && entry.values().size() > 1) {
                throw new InvalidInput("The condition key " + entry.key() + " has "
                                + entry.values().size() + " values: a key of several values is given with Multivalued.")
                        .asException();
            }
            context.put(entry.key(), new Context.Value(entry.values(), isMultivalued));
        }
        return context;
    }

    private static Policy policy(String text) {
        var validation = PolicyValidator.validate(text, PolicyKind.RESOURCE);
        if (!validation.isValid()) {
            throw malformed(validation.errors());
        }
        return switch (Policy.read(POLICY_ID, text)) {
            case ParseResult.Parsed(var policy) -> policy;
            case ParseResult.Rejected(var problems) -> throw malformed(problems);
        };
    }

    private static RuntimeException malformed(List<Problem> problems) {
        var first = problems.getFirst();
        return new MalformedPolicyDocument(
                        "ResourcePolicy, line " + first.position().line() + ", column "
                                + first.position().column() + ": " + first.message() + ".")
                .asException();
    }
}
