// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens of version 2: each says when it ends, under a key of this process, so that none is kept and none outlives the agent. Time is the
 * host's running time, which nobody sets back. Safe for use by many threads.
 */
final class SessionTokens {
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 16;
    private static final int MAC_LENGTH = 32;
    private static final int LENGTH = Long.BYTES + NONCE_LENGTH + MAC_LENGTH;
    private static final int TEXT_LENGTH = (LENGTH * 8 + 5) / 6;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final LongSupplier nanos;

    /**
     * Tokens of a new key.
     *
     * @param nanos as {@link System#nanoTime}
     */
    SessionTokens(LongSupplier nanos) {
        this.key = new SecretKeySpec(random(KEY_LENGTH), HMAC);
        this.nanos = nanos;
    }

    /** A token for so many seconds. */
    String issue(int seconds) {
        ByteBuffer token = ByteBuffer.allocate(LENGTH)
                .putLong(nanos.getAsLong() + seconds * 1_000_000_000L)
                .put(random(NONCE_LENGTH));
        token.put(mac(token.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    boolean isValid(String text) {
        if (text.length() != TEXT_LENGTH) {
            return false;
        }
        byte[] token;
        try {
            token = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] mac = new byte[MAC_LENGTH];
        System.arraycopy(token, LENGTH - MAC_LENGTH, mac, 0, MAC_LENGTH);
        return MessageDigest.isEqual(mac, mac(token)) && ByteBuffer.wrap(token).getLong() - nanos.getAsLong() > 0;
    }

    private byte[] mac(byte[] token) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(token, 0, LENGTH - MAC_LENGTH);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + " is part of every JDK", e);
        }
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
