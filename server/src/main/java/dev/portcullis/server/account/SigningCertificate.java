// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.stream.Stream;

/**
 * An X.509 certificate with whose key a user or root signs. The account keeps the certificate only, never the key.
 *
 * @param owner the unique id of the user, or the account number for root
 * @param body in PEM, as it was uploaded
 * @param fingerprint SHA-256 of the certificate, in hexadecimal: unique in the account
 */
public record SigningCertificate(
        String id, String owner, String body, String fingerprint, boolean isActive, Instant uploadedAt)
        implements Entity {
    @Override
    public Kind kind() {
        return Kind.SIGNING_CERTIFICATE;
    }

    @Override
    public Stream<Reference> references() {
        return Stream.of(Reference.signingCertificateOf(owner), Reference.certificate(fingerprint));
    }

    public SigningCertificate active(boolean next) {
        return new SigningCertificate(id, owner, body, fingerprint, next, uploadedAt);
    }
}
