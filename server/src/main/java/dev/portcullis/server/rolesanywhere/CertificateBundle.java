// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.certificates.Certificates;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.x509.KeyUsages;
import dev.portcullis.server.x509.Strength;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The certificates of a trust anchor: of authorities that may certify whom they like. */
final class CertificateBundle {
    /** By the very value, which is another one after each change; parsing costs more than all else that is done with them but signatures. */
    private static final Cache<TrustAnchor, List<X509Certificate>> PARSED =
            Caffeine.newBuilder().weakKeys().maximumSize(1_000).build();

    private CertificateBundle() {}

    /** The certificates of an anchor. */
    static List<X509Certificate> of(TrustAnchor anchor) {
        return PARSED.get(anchor, any -> Certificates.all(any.certificates()));
    }

    /**
     * Requires that a text holds certificates of authorities that are valid now and good enough.
     *
     * @throws dev.portcullis.server.error.ApiException what is wrong with them
     */
    static void require(String pem, Instant now) {
        var certificates = Certificates.all(pem);
        Account.requireRoom(Quota.CERTIFICATES_PER_TRUST_ANCHOR, certificates.size() - 1);
        certificates.forEach(certificate -> require(certificate, now));
    }

    private static void require(X509Certificate certificate, Instant now) {
        refuseIf(certificate.getVersion() != 3, "must be an X.509 certificate of version 3");
        refuseIf(
                !KeyUsages.mayCertify(certificate),
                "must be that of a certificate authority, which may sign certificates");
        refuseIf(!Strength.isSufficient(certificate), Strength.RULE);
        refuseIf(
                !KeyUsages.isSelfSigned(certificate) && KeyUsages.hasNameConstraints(certificate),
                "must not have name constraints, unless it is self-signed");
        refuseIf(!now.isBefore(certificate.getNotAfter().toInstant()), "is no longer valid");
    }

    private static void refuseIf(boolean wrong, String rule) {
        if (wrong) {
            throw new ValidationError(
                            "Incorrect basic constraints or key: each certificate of a trust anchor " + rule + ".")
                    .asException();
        }
    }
}
