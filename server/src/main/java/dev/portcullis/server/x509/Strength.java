// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.x509;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/** Which keys and signatures are good enough, and cheap enough to be looked at for somebody who has proved nothing yet. */
public final class Strength {
    /** The rule, to be told. */
    public static final String RULE =
            "must have an RSA key of 2,048 to 8,192 bits or one on the curve P-256, P-384 or P-521,"
                    + " and be signed with RSA or ECDSA and SHA-256, SHA-384 or SHA-512";

    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 8_192;
    private static final int LONGEST_RSA_EXPONENT = 64;
    private static final Set<Integer> EC_BITS = Set.of(256, 384, 521);
    private static final Set<String> SIGNATURES = Set.of(
            "SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA");

    private Strength() {}

    public static boolean isSufficient(X509Certificate certificate) {
        return SIGNATURES.contains(certificate.getSigAlgName()) && isSufficient(certificate.getPublicKey());
    }

    private static boolean isSufficient(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa ->
                rsa.getModulus().bitLength() >= LEAST_RSA_BITS
                        && rsa.getModulus().bitLength() <= MOST_RSA_BITS
                        && rsa.getPublicExponent().bitLength() <= LONGEST_RSA_EXPONENT;
            case ECPublicKey ec ->
                EC_BITS.contains(ec.getParams().getCurve().getField().getFieldSize());
            default -> false;
        };
    }
}
