// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.fleets;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceMembership;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Reference;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import java.util.List;
import java.util.stream.Collectors;

/** What can be done to the instances in groups: functions from one account to the next. */
public final class Fleets {
    private Fleets() {}

    /** Adding a member again changes nothing. */
    static Account add(Account account, InstanceRegistry instances, String groupName, String instanceId) {
        var group = account.group(groupName);
        var instance = instances
                .get(instanceId)
                .filter(found -> !found.isTerminated())
                .orElseThrow(() -> noSuchInstance(instanceId));
        var membership = membership(account, instances, instance);
        if (membership.isIn(group)) {
            return account;
        }
        Account.requireRoom(Quota.GROUPS_PER_INSTANCE, membership.groups().size());
        Account.requireRoom(Quota.INSTANCES_PER_GROUP, account.countReferrers(Reference.instanceIn(group.id())));
        var next = account.with(membership.joining(group));
        requireOneRole(next, membership.joining(group));
        return next;
    }

    /** Removing one that is no member changes nothing. Ends the sessions that the instance has by the group. */
    static Account remove(Account account, InstanceRegistry instances, String groupName, String instanceId) {
        var group = account.group(groupName);
        var membership = account.instanceMemberships().get(instanceId);
        if (membership.isEmpty() && instances.get(instanceId).isEmpty()) {
            throw noSuchInstance(instanceId);
        }
        return membership
                .filter(found -> found.isIn(group))
                .map(found -> account.with(found.leaving(group)))
                .orElse(account);
    }

    /**
     * Requires that every instance in a group still has one role, now that the group carries the roles that it carries.
     *
     * @throws dev.portcullis.server.error.ApiException if the groups of one of them carry different ones
     */
    public static void requireOneRole(Account account, Group group) {
        account.instancesIn(group).forEach(membership -> requireOneRole(account, membership));
    }

    private static void requireOneRole(Account account, InstanceMembership membership) {
        var roles = account.rolesOf(membership);
        if (roles.size() > 1) {
            throw new InvalidInput("The instance " + membership.id()
                            + " would be in groups that carry different roles, and can have one only: "
                            + names(roles) + ".")
                    .asException();
        }
    }

    private static String names(List<Role> roles) {
        return roles.stream().map(Role::name).collect(Collectors.joining(", "));
    }

    /** Ends the sessions that an instance has by its groups, in which it stays: from now on it has its role by something else. */
    public static Account endSessions(Account account, String instanceId) {
        return account.instanceMemberships()
                .get(instanceId)
                .filter(membership -> !membership.groups().isEmpty())
                .map(membership -> account.with(membership.rejoined()))
                .orElse(account);
    }

    /** Takes instances that are terminated out of their groups. */
    public static Account withoutTerminated(Account account, InstanceRegistry instances, List<String> ids) {
        var next = account;
        for (var id : ids) {
            if (instances.get(id).filter(Instance::isTerminated).isPresent()) {
                next = next.instanceMemberships().get(id).map(next::without).orElse(next);
            }
        }
        return next;
    }

    static InstanceMembership membership(Account account, InstanceRegistry instances, Instance instance) {
        return account.instanceMemberships()
                .get(instance.id())
                .orElseGet(() -> InstanceMembership.none(instance.id(), instances.region()));
    }

    static RuntimeException noSuchInstance(String id) {
        return new NoSuchEntity("The instance with id " + id + " cannot be found.").asException();
    }
}
