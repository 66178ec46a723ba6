// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The public half of the key pair that a secret yields for SigV4a, for all days, regions and services. Deriving it costs several times a
 * verification, so a server keeps it; it holds nothing secret, and signatures ready for use. Safe for use by many threads.
 */
public final class EcdsaPublicKey implements VerificationKey {
    private static final String SIGNATURE = "SHA256withECDSAinP1363Format";
    private static final ECParameterSpec P256 = p256();
    private static final BigInteger ORDER_LESS_2 = P256.getOrder().subtract(BigInteger.TWO);
    private static final int MOST_TRIES = 254;
    private static final byte[] PROBE = "which of the two".getBytes(StandardCharsets.US_ASCII);

    private final PublicKey key;
    private final SlotPool<Signature> signatures = new SlotPool<>(this::newSignature);

    private EcdsaPublicKey(PublicKey key) {
        this.key = key;
    }

    /**
     * Derives the key.
     *
     * @param secretAccessKey the secret in UTF-8; not kept
     * @param accessKeyId the id that goes with it: another id yields another key
     */
    public static EcdsaPublicKey derive(byte[] secretAccessKey, String accessKeyId) {
        try {
            return new EcdsaPublicKey(publicKey(privateScalar(secretAccessKey, accessKeyId)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The private scalar, by a KDF in counter mode (NIST SP 800-108) with HMAC-SHA256 under {@code AWS4A} and the secret. One block is as
     * long as the key. The context ends in a counter of tries, for an output above n - 2 is no candidate (FIPS 186-4, appendix B.4.2).
     */
    static BigInteger privateScalar(byte[] secretAccessKey, String accessKeyId) throws GeneralSecurityException {
        byte[] inputKey = ByteBuffer.allocate(secretAccessKey.length + 5)
                .put("AWS4A".getBytes(StandardCharsets.US_ASCII))
                .put(secretAccessKey)
                .array();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(inputKey, "HmacSHA256"));
        Arrays.fill(inputKey, (byte) 0);
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            mac.update(new byte[] {0, 0, 0, 1});
            mac.update(SignatureAlgorithm.ECDSA_P256_SHA256.text().getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            mac.update(accessKeyId.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) tries);
            mac.update(new byte[] {0, 0, 1, 0}); // 256 bits
            BigInteger candidate = new BigInteger(1, mac.doFinal());
            if (candidate.compareTo(ORDER_LESS_2) <= 0) {
                return candidate.add(BigInteger.ONE);
            }
        }
        throw new GeneralSecurityException("no key pair within " + MOST_TRIES + " tries");
    }

    /**
     * The public point of a private scalar, which the JDK does not tell. What it does tell is the x coordinate: a key agreement with the
     * generator as the other side yields just that, in constant time. Of the two points with this x, the right one verifies a signature that
     * the scalar made.
     */
    private static PublicKey publicKey(BigInteger scalar) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("EC");
        PrivateKey privateKey = keys.generatePrivate(new ECPrivateKeySpec(scalar, P256));
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(privateKey);
        agreement.doPhase(keys.generatePublic(new ECPublicKeySpec(P256.getGenerator(), P256)), true);
        BigInteger x = new BigInteger(1, agreement.generateSecret());
        Signature signer = Signature.getInstance(SIGNATURE);
        signer.initSign(privateKey);
        signer.update(PROBE);
        byte[] probe = signer.sign();
        BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
        BigInteger y = rootOfCurve(x, p);
        for (BigInteger candidate : new BigInteger[] {y, p.subtract(y)}) {
            PublicKey key = keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, candidate), P256));
            signer.initVerify(key);
            signer.update(PROBE);
            if (signer.verify(probe)) {
                return key;
            }
        }
        throw new GeneralSecurityException("no point verifies what its scalar signed");
    }

    /** A y with y² = x³ + ax + b; p is 3 modulo 4. */
    private static BigInteger rootOfCurve(BigInteger x, BigInteger p) {
        BigInteger square = x.pow(2)
                .add(P256.getCurve().getA())
                .multiply(x)
                .add(P256.getCurve().getB())
                .mod(p);
        return square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    }

    /** Whether a signature, in DER and lower-case hexadecimal, was made over the text with the private half. */
    boolean verifies(byte[] text, int length, String signature) {
        byte[] numbers = EcdsaSignature.read(signature, P256.getOrder());
        if (numbers.length == 0) {
            return false;
        }
        Signature verifier = signatures.borrow();
        try {
            verifier.update(text, 0, length);
            boolean verified = verifier.verify(numbers);
            signatures.giveBack(verifier);
            return verified;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    PublicKey key() {
        return key;
    }

    @Override
    public SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.ECDSA_P256_SHA256;
    }

    private Signature newSignature() {
        try {
            Signature verifier = Signature.getInstance(SIGNATURE);
            verifier.initVerify(key);
            return verifier;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
