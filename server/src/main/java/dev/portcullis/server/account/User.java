// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * An IAM user.
 *
 * @param boundary the ARN of the managed policy that bounds it
 * @param groups the unique ids of the groups it is a member of
 * @param roles the unique ids of the roles that are attached to it
 * @param epoch sessions made under another epoch are refused
 */
public record User(
        String id,
        String name,
        String path,
        Instant createdAt,
        Tags tags,
        GrantedPolicies policies,
        Optional<String> boundary,
        SortedSet<String> groups,
        SortedSet<String> roles,
        int epoch)
        implements RoleCarrier, Bounded {
    public User {
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    public static User create(
            String id, String name, String path, Instant createdAt, Tags tags, Optional<String> boundary) {
        return new User(
                id, name, path, createdAt, tags, GrantedPolicies.NONE, boundary, new TreeSet<>(), new TreeSet<>(), 0);
    }

    @Override
    public Kind kind() {
        return Kind.USER;
    }

    @Override
    public Stream<Reference> references() {
        return Stream.of(
                        policies.references(),
                        boundary.stream().map(Reference::boundedBy),
                        groups.stream().map(Reference::memberOf),
                        roles.stream().map(Reference::carries))
                .flatMap(references -> references);
    }

    public User called(String newName, String newPath) {
        return new User(id, newName, newPath, createdAt, tags, policies, boundary, groups, roles, epoch);
    }

    public User withTags(Tags next) {
        return new User(id, name, path, createdAt, next, policies, boundary, groups, roles, epoch);
    }

    @Override
    public User withPolicies(GrantedPolicies next) {
        return new User(id, name, path, createdAt, tags, next, boundary, groups, roles, epoch);
    }

    @Override
    public User withBoundary(Optional<String> next) {
        return new User(id, name, path, createdAt, tags, policies, next, groups, roles, epoch);
    }

    public User joining(Group group) {
        var next = new TreeSet<>(groups);
        next.add(group.id());
        return new User(id, name, path, createdAt, tags, policies, boundary, next, roles, epoch);
    }

    public User leaving(Group group) {
        var next = new TreeSet<>(groups);
        next.remove(group.id());
        return new User(id, name, path, createdAt, tags, policies, boundary, next, roles, epoch);
    }

    @Override
    public User withRoles(SortedSet<String> next) {
        return new User(id, name, path, createdAt, tags, policies, boundary, groups, next, epoch);
    }

    /** Ends every session made so far. */
    public User withNextEpoch() {
        return new User(id, name, path, createdAt, tags, policies, boundary, groups, roles, epoch + 1);
    }
}
