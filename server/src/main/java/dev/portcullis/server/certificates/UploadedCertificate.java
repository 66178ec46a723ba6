// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import dev.portcullis.server.error.ApiError.KeyPairMismatch;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What {@code UploadServerCertificate} is given, checked. */
final class UploadedCertificate {
    private UploadedCertificate() {}

    /**
     * Checks that certificate, key and chain are good and belong together.
     *
     * @return the end of the certificate's validity
     * @throws dev.portcullis.server.error.ApiException what is wrong with them
     */
    static Instant check(String body, String privateKey, Optional<String> chain, Instant now) {
        var certificate = Certificates.one(body);
        requireValid(certificate, now);
        var key = PrivateKeys.parse(privateKey, certificate.getPublicKey());
        if (!PrivateKeys.match(key, certificate.getPublicKey())) {
            throw new KeyPairMismatch("The public key certificate and the private key do not match.").asException();
        }
        chain.ifPresent(above -> requireInOrder(certificate, Certificates.all(above)));
        return certificate.getNotAfter().toInstant();
    }

    private static void requireValid(X509Certificate certificate, Instant now) {
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw Certificates.malformed("It is not valid yet.");
        }
        if (!now.isBefore(certificate.getNotAfter().toInstant())) {
            throw Certificates.malformed("It is no longer valid.");
        }
    }

    private static void requireInOrder(X509Certificate certificate, List<X509Certificate> chain) {
        var lower = certificate;
        for (int i = 0; i < chain.size(); i++) {
            var upper = chain.get(i);
            if (!isIssuedBy(lower, upper)) {
                throw Certificates.malformed("The certificate chain must start with the immediate signing certificate,"
                        + " followed by any intermediaries in order. The index within the chain of the invalid certificate is: "
                        + i);
            }
            lower = upper;
        }
    }

    private static boolean isIssuedBy(X509Certificate lower, X509Certificate upper) {
        try {
            lower.verify(upper.getPublicKey());
            return lower.getIssuerX500Principal().equals(upper.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false; // signed by another key
        }
    }
}
