// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and keys in PEM (RFC 7468). */
final class Pem {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519");

    private Pem() {}

    /**
     * A key store in memory, without password, with one key and its certificates.
     *
     * @param certificates the chain, the key's own certificate first
     * @param key PKCS#8, not encrypted
     * @throws IllegalArgumentException with a sentence, when the two do not belong together or are in another form
     */
    static KeyStore keyStore(String certificates, String key) throws GeneralSecurityException, IOException {
        var chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)))
                .toArray(Certificate[]::new);
        if (chain.length == 0) {
            throw new IllegalArgumentException("there is no certificate in the certificate file.");
        }
        var privateKey = privateKey(key);
        if (!belongTogether(privateKey, chain[0])) {
            throw new IllegalArgumentException("the key is not that of the first certificate.");
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", privateKey, new char[0], chain);
        return store;
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        var match = PRIVATE_KEY.matcher(pem);
        if (!match.find()) {
            throw new IllegalArgumentException("the key file has no \"BEGIN PRIVATE KEY\" (PKCS#8, not encrypted);"
                    + " `openssl pkcs8 -topk8 -nodes` makes one from other forms.");
        }
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(match.group(1)));
        for (var kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // a key of another kind
            }
        }
        throw new IllegalArgumentException("the key is of none of the kinds EC, RSA and Ed25519.");
    }

    private static boolean belongTogether(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        byte[] probe = "portcullis".getBytes(StandardCharsets.US_ASCII);
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        try {
            signature.initVerify(certificate);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a certificate for a key of another kind
        }
    }
}
