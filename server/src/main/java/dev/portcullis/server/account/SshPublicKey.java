// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.stream.Stream;

/**
 * An SSH public key by which a user can prove itself to services. The same key may be several users'.
 *
 * @param user the unique id of the user
 * @param text the key as in {@code authorized_keys}, type and Base64, without options and comment: the same text for the same key
 */
public record SshPublicKey(String id, String user, String text, boolean isActive, Instant uploadedAt)
        implements Entity {
    @Override
    public Kind kind() {
        return Kind.SSH_PUBLIC_KEY;
    }

    @Override
    public Stream<Reference> references() {
        return Stream.of(Reference.sshKeyOf(user), Reference.sshKey(text));
    }

    public SshPublicKey active(boolean next) {
        return new SshPublicKey(id, user, text, next, uploadedAt);
    }
}
