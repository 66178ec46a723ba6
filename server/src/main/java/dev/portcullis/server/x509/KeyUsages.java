// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.x509;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** What a certificate says of itself that it may be used for (RFC 5280, sections 4.2.1.3, 4.2.1.9 and 4.2.1.10). */
public final class KeyUsages {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;
    private static final int NO_AUTHORITY = -1;
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    private KeyUsages() {}

    /** Whether it is that of an authority, and its key may sign certificates. */
    public static boolean mayCertify(X509Certificate certificate) {
        var usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() != NO_AUTHORITY && (usage == null || usage[KEY_CERT_SIGN]);
    }

    /** Whether it is that of somebody at the end of a chain, whose key may sign what it sends, and says so. */
    public static boolean mayAuthenticate(X509Certificate certificate) {
        var usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() == NO_AUTHORITY
                && usage != null
                && usage[DIGITAL_SIGNATURE]
                && !usage[KEY_CERT_SIGN];
    }

    public static boolean hasNameConstraints(X509Certificate certificate) {
        return certificate.getExtensionValue(NAME_CONSTRAINTS) != null;
    }

    public static boolean isSelfSigned(X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // of the same name, by another key
        }
    }
}
