// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import dev.portcullis.agent.server.Proof;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The certificate of a host and its key, in files. */
final class HostCertificate {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private HostCertificate() {}

    /**
     * Reads both.
     *
     * @param certificate a PEM file, in it the host's own certificate first, and then those that may lead to an authority
     * @param privateKey a PEM file with its key in PKCS#8, not encrypted
     * @throws IOException with a sentence, if they cannot be read or the key is not the certificate's kind
     */
    static Proof read(Path certificate, Path privateKey) throws IOException {
        List<X509Certificate> path = certificates(certificate);
        X509Certificate own = path.getFirst();
        return new Proof(
                key(privateKey, own.getPublicKey().getAlgorithm()), own, List.copyOf(path.subList(1, path.size())));
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            List<X509Certificate> found = new ArrayList<>();
            var content = new ByteArrayInputStream(Files.readAllBytes(file));
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(content)) {
                found.add((X509Certificate) each);
            }
            if (found.isEmpty()) {
                throw new IOException("There is no certificate in " + file + ".");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException("The certificates in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException {
        var pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException("There is no private key in PKCS#8 in " + file
                    + ": openssl pkcs8 -topk8 -nocrypt makes one of a key in another form.");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "The key in " + file + " is not one of the certificate's kind, " + algorithm + ".", e);
        }
    }
}
