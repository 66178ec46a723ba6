// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Optional;

/** The role that an instance has, and what it has it by (rule 16.5). */
public sealed interface InstanceRole {
    Role role();

    /** By its own instance profile. */
    record OfProfile(ProfileAssociation association, Role role) implements InstanceRole {}

    /**
     * By a group that it is in, of several the first by name.
     *
     * @param joining by which it is in that group
     */
    record OfGroup(Group group, int joining, Role role) implements InstanceRole {}

    /**
     * The role of an instance. While it has an instance profile this alone decides, also when it holds no role or is gone: whoever empties a profile
     * gives no instance another role by that.
     */
    static Optional<InstanceRole> of(Account account, Instance instance) {
        return instance.profile().isPresent()
                ? instance.profile().flatMap(association -> ofProfile(account, association))
                : ofGroups(account, instance);
    }

    private static Optional<InstanceRole> ofProfile(Account account, ProfileAssociation association) {
        return account.instanceProfiles()
                .get(association.profileId())
                .flatMap(InstanceProfile::role)
                .flatMap(account.roles()::get)
                .map(role -> new OfProfile(association, role));
    }

    private static Optional<InstanceRole> ofGroups(Account account, Instance instance) {
        return account.instanceMemberships().get(instance.id()).flatMap(membership -> ofGroups(account, membership));
    }

    private static Optional<InstanceRole> ofGroups(Account account, InstanceMembership membership) {
        var roles = account.rolesOf(membership);
        if (roles.size() > 1) {
            throw new IllegalStateException("The groups of " + membership.id() + " carry different roles");
        }
        return roles.stream()
                .findFirst()
                .flatMap(role -> account.groupsOf(membership).stream()
                        .filter(group -> group.roles().contains(role.id()))
                        .findFirst()
                        .map(group -> new OfGroup(
                                group, membership.joiningOf(group.id()).orElseThrow(), role)));
    }
}
