// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.attachments;

import dev.portcullis.aws.iam.ListEntitiesForPolicyRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Entity;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PolicyHolder;
import dev.portcullis.server.account.Reference;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Pages;
import java.util.Collection;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The entities that use a managed policy, as {@code ListEntitiesForPolicy} is asked for them. */
final class PolicyEntities {
    private PolicyEntities() {}

    /** In the order of their sort keys; one that has the policy attached and is bounded by it as well is there once. */
    static Collection<PolicyHolder> of(Account account, ListEntitiesForPolicyRequest request) {
        var byKey = new TreeMap<String, PolicyHolder>();
        var prefix = request.pathPrefix().orElse("/");
        users(account, request)
                .map(PolicyHolder.class::cast)
                .filter(holder -> request.entityFilter().isEmpty()
                        || request.entityFilter().get().equals(entityType(holder)))
                .filter(holder -> holder.path().startsWith(prefix))
                .forEach(holder -> byKey.put(sortKey(holder), holder));
        return byKey.values();
    }

    /** Groups first, then roles, then users, each by name. */
    static String sortKey(PolicyHolder holder) {
        return entityType(holder) + " " + Pages.nameKey(holder.name());
    }

    private static Stream<Entity> users(Account account, ListEntitiesForPolicyRequest request) {
        var attached = Reference.attached(request.policyArn());
        var boundedBy = Reference.boundedBy(request.policyArn());
        return switch (request.policyUsageFilter().orElse("")) {
            case "PermissionsPolicy" -> account.referrers(attached);
            case "PermissionsBoundary" -> account.referrers(boundedBy);
            default -> Stream.concat(account.referrers(attached), account.referrers(boundedBy));
        };
    }

    /** As the filter names it. */
    private static String entityType(PolicyHolder holder) {
        return switch (holder) {
            case User _ -> "User";
            case Group _ -> "Group";
            case Role _ -> "Role";
        };
    }
}
