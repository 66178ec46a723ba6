// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A group of users and instances.
 *
 * @param roles the unique ids of the roles that it conveys to its members
 * @param fleetEpoch how often a role was detached: credentials that instances have by the group count only with the epoch they were made in
 */
public record Group(
        String id,
        String name,
        String path,
        Instant createdAt,
        GrantedPolicies policies,
        SortedSet<String> roles,
        int fleetEpoch)
        implements RoleCarrier {
    public Group {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /** A group without roles. */
    public Group(String id, String name, String path, Instant createdAt, GrantedPolicies policies) {
        this(id, name, path, createdAt, policies, Collections.emptySortedSet(), 0);
    }

    @Override
    public Kind kind() {
        return Kind.GROUP;
    }

    /** Groups cannot be tagged. */
    @Override
    public Tags tags() {
        return Tags.none();
    }

    @Override
    public Stream<Reference> references() {
        return Stream.concat(policies.references(), roles.stream().map(Reference::carries));
    }

    public Group called(String newName, String newPath) {
        return new Group(id, newName, newPath, createdAt, policies, roles, fleetEpoch);
    }

    @Override
    public Group withPolicies(GrantedPolicies next) {
        return new Group(id, name, path, createdAt, next, roles, fleetEpoch);
    }

    @Override
    public Group withRoles(SortedSet<String> next) {
        return new Group(id, name, path, createdAt, policies, next, fleetEpoch);
    }

    @Override
    public Group notCarrying(Role role) {
        var next = new TreeSet<>(roles);
        next.remove(role.id());
        return new Group(id, name, path, createdAt, policies, next, fleetEpoch + 1);
    }
}
