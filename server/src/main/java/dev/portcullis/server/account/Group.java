// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A group of users.
 *
 * @param roles the unique ids of the roles that it conveys to its members
 */
public record Group(
        String id, String name, String path, Instant createdAt, GrantedPolicies policies, SortedSet<String> roles)
        implements RoleCarrier {
    public Group {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /** A group without roles. */
    public Group(String id, String name, String path, Instant createdAt, GrantedPolicies policies) {
        this(id, name, path, createdAt, policies, Collections.emptySortedSet());
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
        return new Group(id, newName, newPath, createdAt, policies, roles);
    }

    @Override
    public Group withPolicies(GrantedPolicies next) {
        return new Group(id, name, path, createdAt, next, roles);
    }

    @Override
    public Group withRoles(SortedSet<String> next) {
        return new Group(id, name, path, createdAt, policies, next);
    }
}
