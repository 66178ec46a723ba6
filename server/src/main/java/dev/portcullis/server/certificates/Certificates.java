// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import dev.portcullis.server.error.ApiError.MalformedCertificate;
import dev.portcullis.server.error.ApiException;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates in PEM (RFC 7468). */
public final class Certificates {
    private static final Pattern FORM =
            Pattern.compile("-----BEGIN CERTIFICATE-----\\s([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----\\s*");

    /** More than any chain has; each is worked with, and some kinds of signatures take milliseconds. */
    static final int MOST_IN_CHAIN = 100;

    private Certificates() {}

    /**
     * The one certificate of a text.
     *
     * @throws ApiException {@code MalformedCertificate}, if it is not exactly one
     */
    public static X509Certificate one(String pem) {
        var found = all(pem);
        if (found.size() != 1) {
            throw malformed("There is more than one certificate.");
        }
        return found.getFirst();
    }

    /**
     * All certificates of a text, of which there is at least one, and {@value #MOST_IN_CHAIN} at most.
     *
     * @throws ApiException {@code MalformedCertificate}, if there is none, too many, or something else as well
     */
    public static List<X509Certificate> all(String pem) {
        var text = pem.strip();
        var found = new ArrayList<X509Certificate>();
        var next = FORM.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!next.find(end) || next.start() != end) {
                throw malformed("It must be an X.509 certificate in PEM format.");
            }
            if (found.size() == MOST_IN_CHAIN) {
                throw malformed("There are more than " + MOST_IN_CHAIN + " certificates.");
            }
            found.add(parse(next.group(1)));
            end = next.end();
        }
        if (found.isEmpty()) {
            throw malformed("It is empty.");
        }
        return found;
    }

    private static X509Certificate parse(String base64) {
        try {
            var encoded = Base64.getMimeDecoder().decode(base64);
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            if (certificate.getEncoded().length != encoded.length) {
                throw malformed("Something follows the certificate.");
            }
            return certificate;
        } catch (IllegalArgumentException | CertificateException e) {
            throw malformed("It must be an X.509 certificate in PEM format.");
        }
    }

    /** SHA-256 of the certificate, in hexadecimal. */
    static String fingerprint(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read has no fingerprint", e);
        }
    }

    static ApiException malformed(String why) {
        return new MalformedCertificate("The certificate is malformed. " + why).asException();
    }
}
