// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A name and a password by which a user proves itself to one service. The password's hash is the secret of the credential.
 *
 * @param user the unique id of the user
 * @param service the service principal, such as {@code codecommit.amazonaws.com}
 * @param loginName the name that goes with the password: made of the user's name when the credential was made, unique in the account
 * @param expiresAt from when on it is of no use; empty for never
 * @param resets how often the password was replaced
 */
public record ServiceCredential(
        String id,
        String user,
        String service,
        String loginName,
        boolean isActive,
        Instant createdAt,
        Optional<Instant> expiresAt,
        int resets)
        implements Entity {
    @Override
    public Kind kind() {
        return Kind.SERVICE_CREDENTIAL;
    }

    @Override
    public String label() {
        return loginName;
    }

    @Override
    public Stream<Reference> references() {
        return Stream.of(Reference.serviceCredentialOf(user));
    }

    public boolean isExpired(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
    }

    public ServiceCredential active(boolean next) {
        return new ServiceCredential(id, user, service, loginName, next, createdAt, expiresAt, resets);
    }

    /** With another password. */
    public ServiceCredential reset() {
        return new ServiceCredential(id, user, service, loginName, isActive, createdAt, expiresAt, resets + 1);
    }
}
