// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A role.
 *
 * @param trust who may assume it
 * @param maxSession the longest session that may be asked for: 1 to 12 hours
 * @param boundary the ARN of the managed policy that bounds it
 * @param epoch sessions made under another epoch are refused
 */
public record Role(
        String id,
        String name,
        String path,
        Instant createdAt,
        TrustPolicy trust,
        Optional<String> description,
        Duration maxSession,
        Tags tags,
        GrantedPolicies policies,
        Optional<String> boundary,
        int epoch)
        implements PolicyHolder, Bounded {
    /** The paths of roles that AWS keeps for itself (rule 12.11). */
    public boolean isServiceLinked() {
        return path.startsWith("/aws-service-role/");
    }

    /** Whether callers may not change it, whatever their policies allow (rule 12.11). */
    public boolean isUnmodifiable() {
        return isServiceLinked() || path.startsWith("/aws-reserved/");
    }

    @Override
    public Kind kind() {
        return Kind.ROLE;
    }

    @Override
    public Stream<Reference> references() {
        return Stream.concat(policies.references(), boundary.stream().map(Reference::boundedBy));
    }

    public Role withTrust(TrustPolicy next) {
        return new Role(id, name, path, createdAt, next, description, maxSession, tags, policies, boundary, epoch);
    }

    public Role described(Optional<String> newDescription, Duration newMaxSession) {
        return new Role(
                id, name, path, createdAt, trust, newDescription, newMaxSession, tags, policies, boundary, epoch);
    }

    public Role withTags(Tags next) {
        return new Role(id, name, path, createdAt, trust, description, maxSession, next, policies, boundary, epoch);
    }

    @Override
    public Role withPolicies(GrantedPolicies next) {
        return new Role(id, name, path, createdAt, trust, description, maxSession, tags, next, boundary, epoch);
    }

    @Override
    public Role withBoundary(Optional<String> next) {
        return new Role(id, name, path, createdAt, trust, description, maxSession, tags, policies, next, epoch);
    }

    /** Ends every session made so far. */
    public Role withNextEpoch() {
        return new Role(id, name, path, createdAt, trust, description, maxSession, tags, policies, boundary, epoch + 1);
    }
}
