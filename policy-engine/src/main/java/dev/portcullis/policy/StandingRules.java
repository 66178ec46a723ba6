// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Set;

/** What no policy can change: actions nobody can be denied, objects nobody may touch, and whom organization policies bind. */
final class StandingRules {
    /** Services whose resources resource control policies reach (rule 10.15), by action prefix. */
    private static final Set<String> RCP_SERVICES = Set.of(
            "aoss",
            "cognito-identity",
            "cognito-idp",
            "dynamodb",
            "ecr",
            "kms",
            "logs",
            "s3",
            "secretsmanager",
            "sqs",
            "sts");

    private static final Set<String> BUCKET_POLICY_ACTIONS =
            Set.of("s3:deletebucketpolicy", "s3:getbucketpolicy", "s3:putbucketpolicy");
    private static final Set<String> ALIAS_CHANGES = Set.of("kms:createalias", "kms:deletealias", "kms:updatealias");
    /** What may be done to a service-linked role: it comes and goes with its service, and its description is the customer's. */
    private static final Set<String> SERVICE_LINKED_ROLE_CHANGES =
            Set.of("createservicelinkedrole", "deleteservicelinkedrole", "updaterole", "updateroledescription");

    private StandingRules() {}

    /** Rule 10.12. */
    static boolean alwaysAllows(PreparedRequest request) {
        if (!request.action().service().equals("sts")) {
            return false;
        }
        return switch (request.principal()) {
            case Principal.Anonymous _, Principal.Federated _ -> false;
            case Principal.User _ ->
                request.action().name().equals("getcalleridentity")
                        || request.action().name().equals("getsessiontoken");
            case Principal.Root _, Principal.RoleSession _, Principal.FederatedUser _, Principal.Service _ ->
                request.action().name().equals("getcalleridentity");
        };
    }

    /** Rule 12.11: whether the action would change something that belongs to AWS. */
    static boolean isUntouchable(PreparedRequest request) {
        return switch (request.action().service()) {
            case "iam" -> changesAwsOwned(request);
            case "kms" -> ALIAS_CHANGES.contains(request.action().text()) && isOf(request, "alias/aws/");
            default -> false;
        };
    }

    private static boolean changesAwsOwned(PreparedRequest request) {
        var name = request.action().name();
        if (isOf(request, "policy/")) {
            return isOwnedByAws(request) && !isRead(name) && !name.startsWith("attach") && !name.startsWith("detach");
        }
        boolean isUse = isRead(name) || name.equals("passrole");
        if (isOf(request, "role/aws-service-role/")) {
            return !isUse && !SERVICE_LINKED_ROLE_CHANGES.contains(name);
        }
        return isOf(request, "role/aws-reserved/") && !isUse;
    }

    private static boolean isRead(String name) {
        return name.startsWith("get")
                || name.startsWith("list")
                || name.startsWith("simulate")
                || name.startsWith("generate");
    }

    private static boolean isOwnedByAws(PreparedRequest request) {
        var segments = request.segments();
        return segments != null
                && segments.end(4, 0) - segments.start(4) == 3
                && request.resource().startsWith("aws", segments.start(4));
    }

    /** Whether the resource's sixth segment begins so. */
    private static boolean isOf(PreparedRequest request, String beginning) {
        int last = request.lastSegment();
        return last >= 0 && request.resource().startsWith(beginning, last);
    }

    /** Whether service control policies bind the caller (rules 10.10, 10.11, 10.14). */
    static boolean scpBinds(Principal caller) {
        return switch (caller) {
            case Principal.Root _, Principal.User _, Principal.FederatedUser _ -> true;
            case Principal.RoleSession session -> !session.isServiceLinked();
            case Principal.Service _, Principal.Federated _, Principal.Anonymous _ -> false;
        };
    }

    /** Whether resource control policies bind the request (rule 10.15). */
    static boolean rcpBinds(PreparedRequest request) {
        boolean isServiceLinked =
                request.principal() instanceof Principal.RoleSession session && session.isServiceLinked();
        return !isServiceLinked && RCP_SERVICES.contains(request.action().service());
    }

    /** Whether the resource's policy cannot deny the request: the owner's root user and a bucket's policy (rule 10.9). */
    static boolean passesResourceDeny(PreparedRequest request) {
        return request.principal() instanceof Principal.Root
                && request.isSameAccount()
                && BUCKET_POLICY_ACTIONS.contains(request.action().text());
    }
}
