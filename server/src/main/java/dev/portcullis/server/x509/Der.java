// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.x509;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Certificates in DER. */
public final class Der {
    private Der() {}

    /** The certificate that these bytes are, all of them; empty if they are none. */
    public static Optional<X509Certificate> certificate(byte[] der) {
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return certificate != null && certificate.getEncoded().length == der.length
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (CertificateException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
