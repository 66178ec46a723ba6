// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.stream.Stream;

/**
 * A long-term access key. Its secret lies apart, sealed (see {@link Account#withSecret}).
 *
 * @param id the access key id
 * @param owner the unique id of the user or service it belongs to, or the account number for root
 */
public record AccessKey(String id, String owner, boolean isActive, Instant createdAt) implements Entity {
    @Override
    public Kind kind() {
        return Kind.ACCESS_KEY;
    }

    @Override
    public Stream<Reference> references() {
        return Stream.of(Reference.keyOf(owner));
    }

    public AccessKey active(boolean next) {
        return new AccessKey(id, owner, next, createdAt);
    }
}
