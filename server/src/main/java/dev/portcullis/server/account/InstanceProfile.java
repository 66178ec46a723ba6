// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An instance profile: the box in which a role is handed to an instance.
 *
 * @param role the unique id of the one role it may hold
 */
public record InstanceProfile(String id, String name, String path, Instant createdAt, Tags tags, Optional<String> role)
        implements Named {
    @Override
    public Kind kind() {
        return Kind.INSTANCE_PROFILE;
    }

    @Override
    public Stream<Reference> references() {
        return role.stream().map(Reference::holds);
    }

    public InstanceProfile holding(Optional<String> next) {
        return new InstanceProfile(id, name, path, createdAt, tags, next);
    }

    public InstanceProfile withTags(Tags next) {
        return new InstanceProfile(id, name, path, createdAt, next, role);
    }
}
