// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.aws.iam.ListPoliciesRequest;
import dev.portcullis.server.account.Account;
import java.util.stream.Stream;

/**
 * Which managed policies {@code ListPolicies} is asked for.
 *
 * @param isUsed whether only those in use are wanted, in the way that {@code usage} says
 */
record PolicyFilter(Scope scope, String pathPrefix, Usage usage, boolean isUsed) {
    /** Whose policies. */
    enum Scope {
        ALL,
        AWS,
        LOCAL
    }

    /** In what way a policy is used: attached to an entity, or as the permissions boundary of one. */
    enum Usage {
        ATTACHED,
        BOUNDARY
    }

    static PolicyFilter of(ListPoliciesRequest request) {
        var usage = request.policyUsageFilter();
        return new PolicyFilter(
                scope(request.scope().orElse("All")),
                request.pathPrefix().orElse("/"),
                usage.filter("PermissionsBoundary"::equals).isPresent() ? Usage.BOUNDARY : Usage.ATTACHED,
                usage.isPresent() || request.onlyAttached().orElse(false));
    }

    private static Scope scope(String name) {
        return switch (name) {
            case "AWS" -> Scope.AWS;
            case "Local" -> Scope.LOCAL;
            default -> Scope.ALL;
        };
    }

    Stream<FoundPolicy> select(Account account, PolicyArns policyArns) {
        var own = account.policies().stream().map(policy -> FoundPolicy.own(account, policy));
        var all = switch (scope) {
            case ALL -> Stream.concat(own, policyArns.ofAws());
            case AWS -> policyArns.ofAws();
            case LOCAL -> own;
        };
        return all.filter(found -> found.policy().path().startsWith(pathPrefix))
                .filter(found -> !isUsed || uses(account, found) > 0);
    }

    private int uses(Account account, FoundPolicy found) {
        return switch (usage) {
            case ATTACHED -> found.attachments(account);
            case BOUNDARY -> found.boundedEntities(account);
        };
    }
}
