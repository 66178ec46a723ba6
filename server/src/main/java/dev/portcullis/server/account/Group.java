// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.stream.Stream;

/** A group of users. */
public record Group(String id, String name, String path, Instant createdAt, GrantedPolicies policies)
        implements PolicyHolder {
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
        return policies.references();
    }

    public Group called(String newName, String newPath) {
        return new Group(id, newName, newPath, createdAt, policies);
    }

    @Override
    public Group withPolicies(GrantedPolicies next) {
        return new Group(id, name, path, createdAt, next);
    }
}
