// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** Private keys in PEM, not encrypted: PKCS#8, or the older forms of RSA (PKCS#1) and elliptic curves (SEC 1) that OpenSSL writes. */
final class PrivateKeys {
    private static final Pattern FORM =
            Pattern.compile("(?:-----BEGIN EC PARAMETERS-----[A-Za-z0-9+/=\\s]+-----END EC PARAMETERS-----\\s+)?"
                    + "-----BEGIN (RSA |EC |)PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int LONG_FORM = 0x80;
    private static final int BYTE = 0xff;

    private PrivateKeys() {}

    /**
     * Reads a private key.
     *
     * @param publicKey of the certificate it is for: the older forms do not say everything about the key
     * @throws dev.portcullis.server.error.ApiException {@code MalformedCertificate}, if it is none of the kind of the certificate's
     */
    static PrivateKey parse(String pem, PublicKey publicKey) {
        var match = FORM.matcher(pem.strip());
        if (!match.matches()) {
            throw Certificates.malformed("The private key must be in PEM format, and not encrypted.");
        }
        try {
            var encoded = Base64.getMimeDecoder().decode(match.group(2));
            var pkcs8 = match.group(1).isEmpty() ? encoded : wrapped(encoded, publicKey);
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw Certificates.malformed("The private key is none of the kind of the certificate's.");
        }
    }

    /** Whether the two belong together. */
    static boolean match(PrivateKey key, PublicKey publicKey) {
        var probe = "portcullis".getBytes(StandardCharsets.US_ASCII);
        try {
            var signature = Signature.getInstance(algorithm(publicKey));
            signature.initSign(key);
            signature.update(probe);
            var signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // such as a key of another curve
        }
    }

    private static String algorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    /** A PKCS#8 PrivateKeyInfo (RFC 5208) around a key, with the algorithm of the public key. */
    private static byte[] wrapped(byte[] key, PublicKey publicKey) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_0);
        content.writeBytes(algorithmOf(publicKey.getEncoded()));
        content.writeBytes(element(OCTETS, key));
        return element(SEQUENCE, content.toByteArray());
    }

    /** The AlgorithmIdentifier, the first element within a SubjectPublicKeyInfo. */
    private static byte[] algorithmOf(byte[] info) {
        int from = contentStart(info, 0);
        int start = contentStart(info, from);
        return Arrays.copyOfRange(info, from, start + length(info, from));
    }

    private static int contentStart(byte[] der, int at) {
        int first = der[at + 1] & BYTE;
        return at + 2 + (first < LONG_FORM ? 0 : first - LONG_FORM);
    }

    private static int length(byte[] der, int at) {
        int length = 0;
        int first = der[at + 1] & BYTE;
        if (first < LONG_FORM) {
            return first;
        }
        for (int i = at + 2; i < contentStart(der, at); i++) {
            length = (length << Byte.SIZE) | (der[i] & BYTE);
        }
        return length;
    }

    private static byte[] element(byte tag, byte[] content) {
        var length = BigInteger.valueOf(content.length).toByteArray();
        var element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < LONG_FORM) {
            element.write(content.length);
        } else {
            int from = length[0] == 0 ? 1 : 0;
            element.write(LONG_FORM + length.length - from);
            element.write(length, from, length.length - from);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
