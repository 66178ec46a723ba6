// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.SigningCertificate;
import dev.portcullis.server.error.ApiError.DuplicateCertificate;
import dev.portcullis.server.error.ApiError.InvalidCertificate;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.users.CredentialOwner;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;

/** What can be done to signing certificates: functions from one account to the next. */
final class SigningCertificates {
    static final String ACTIVE = "Active";
    static final String INACTIVE = "Inactive";
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int LEAST_EC_BITS = 256;

    private SigningCertificates() {}

    /** @throws dev.portcullis.server.error.ApiException {@code InvalidCertificate}, if nobody should sign with it */
    static void requireUseful(X509Certificate certificate, Instant now) {
        if (!now.isBefore(certificate.getNotAfter().toInstant())) {
            throw new InvalidCertificate("The certificate has expired.").asException();
        }
        boolean isStrong = switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= LEAST_EC_BITS;
            default -> false;
        };
        if (!isStrong) {
            throw new InvalidCertificate(
                            "The certificate must have an RSA key of at least 2,048 bits, or an elliptic curve key of at least 256.")
                    .asException();
        }
    }

    static Account add(Account account, SigningCertificate certificate) {
        if (account.signingCertificateLike(certificate.fingerprint()).isPresent()) {
            throw new DuplicateCertificate("The certificate is already associated with a user of the account.")
                    .asException();
        }
        Account.requireRoom(
                Quota.SIGNING_CERTIFICATES_PER_USER,
                account.signingCertificatesOf(certificate.owner()).size());
        return account.with(certificate);
    }

    static Account update(Account account, CredentialOwner owner, String id, String status) {
        var certificate = certificate(account, owner, id);
        boolean active = isActive(status);
        return certificate.isActive() == active ? account : account.with(certificate.active(active));
    }

    static Account delete(Account account, CredentialOwner owner, String id) {
        return account.without(certificate(account, owner, id));
    }

    /** A certificate of that owner; another's is as good as none. */
    private static SigningCertificate certificate(Account account, CredentialOwner owner, String id) {
        return account.signingCertificates()
                .get(id)
                .filter(certificate -> certificate.owner().equals(owner.id()))
                .orElseThrow(() -> NoSuchEntity.certificate(id).asException());
    }

    /** AWS's model knows a third status, which nobody can set. */
    private static boolean isActive(String status) {
        return switch (status) {
            case ACTIVE -> true;
            case INACTIVE -> false;
            default ->
                throw new InvalidInput("The status of a signing certificate can be set to Active or Inactive only.")
                        .asException();
        };
    }
}
