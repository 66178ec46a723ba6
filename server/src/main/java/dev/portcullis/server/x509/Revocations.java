// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.x509;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Certificate revocation lists (RFC 5280, section 5). */
public final class Revocations {
    private Revocations() {}

    /** The list that these bytes are, in PEM or DER; empty if they are none, or one that tells only a part. */
    public static Optional<X509CRL> parse(byte[] data) {
        try {
            var list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(data));
            boolean isWhole = list != null
                    && (list.getCriticalExtensionOIDs() == null
                            || list.getCriticalExtensionOIDs().isEmpty());
            return isWhole ? Optional.of(list) : Optional.empty();
        } catch (CRLException | CertificateException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** Whether the list is one of that authority, by name and signature. */
    public static boolean isOf(X509CRL list, X509Certificate authority) {
        if (!isNamedLike(list, authority)) {
            return false;
        }
        try {
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the list says that it is one of that authority. */
    public static boolean isNamedLike(X509CRL list, X509Certificate authority) {
        return list.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    }

    /**
     * Whether a path is revoked anywhere. A list that claims to be of somebody on the path counts; if its signature is not theirs nothing can
     * be told, and the path is as good as revoked. A list whose time is over counts as before, for what it revoked stays revoked.
     *
     * @param path from a certificate up to the one that the authority issued; validated
     */
    static Optional<Untrusted> problem(List<X509Certificate> path, X509Certificate authority, List<X509CRL> lists) {
        return IntStream.range(0, path.size())
                        .allMatch(i -> isGood(path.get(i), i + 1 < path.size() ? path.get(i + 1) : authority, lists))
                ? Optional.empty()
                : Optional.of(Untrusted.REVOKED);
    }

    private static boolean isGood(X509Certificate certificate, X509Certificate issuer, List<X509CRL> lists) {
        return lists.stream()
                .filter(list -> isNamedLike(list, issuer))
                .allMatch(list -> isOf(list, issuer) && list.getRevokedCertificate(certificate) == null);
    }
}
