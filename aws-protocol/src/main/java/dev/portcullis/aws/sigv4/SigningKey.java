// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that a secret yields for one day, region and service. Deriving it costs more than verifying with it, so a server keeps it; it
 * carries keyed MACs ready for use. Safe for use by many threads.
 */
public final class SigningKey implements VerificationKey {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final SlotPool<Mac> macs = new SlotPool<>(this::newMac);

    private SigningKey(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Derives the key: HMAC over day, region, service and {@code aws4_request} in turn.
     *
     * @param secretAccessKey the secret in UTF-8; not kept
     * @param date the day, {@code yyyyMMdd} in UTC
     */
    public static SigningKey derive(byte[] secretAccessKey, String date, String region, String service) {
        byte[] start = new byte[secretAccessKey.length + 4];
        start[0] = 'A';
        start[1] = 'W';
        start[2] = 'S';
        start[3] = '4';
        System.arraycopy(secretAccessKey, 0, start, 4, secretAccessKey.length);
        byte[] dateKey = hmac(start, date);
        Arrays.fill(start, (byte) 0);
        byte[] serviceKey = hmac(hmac(dateKey, region), service);
        return new SigningKey(hmac(serviceKey, CredentialScope.TERMINATOR));
    }

    /** As {@link #derive(byte[], String, String, String)}, for the scope of a claim. */
    public static SigningKey derive(byte[] secretAccessKey, CredentialScope scope) {
        return derive(secretAccessKey, scope.date(), scope.region(), scope.service());
    }

    @Override
    public SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    /** Writes the 32 bytes of the signature of {@code length} bytes into {@code to}. */
    void sign(byte[] text, int length, byte[] to) {
        Mac mac = macs.borrow();
        try {
            mac.update(text, 0, length);
            mac.doFinal(to, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        macs.giveBack(mac);
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "SigningKey[redacted]";
    }
}
