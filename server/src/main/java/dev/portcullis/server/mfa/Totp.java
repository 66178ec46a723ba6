// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords (RFC 6238) as MFA devices make them: HMAC-SHA1, six digits. */
final class Totp {
    private static final String ALGORITHM = "HmacSHA1";
    private static final int CODES = 1_000_000;

    private Totp() {}

    /** The number of the step that a moment lies in. */
    static long step(Instant moment, int stepSeconds) {
        return Math.floorDiv(moment.getEpochSecond(), stepSeconds);
    }

    /** The password of a step. */
    static String code(byte[] seed, long step) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(seed, ALGORITHM));
            var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
            return "%06d".formatted(number % CODES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The step nearest to one, and no farther away than {@code most}, of which this is the password. */
    static OptionalLong find(byte[] seed, String code, long near, int most) {
        for (int distance = 0; distance <= most; distance++) {
            if (isOf(seed, code, near - distance)) {
                return OptionalLong.of(near - distance);
            }
            if (isOf(seed, code, near + distance)) {
                return OptionalLong.of(near + distance);
            }
        }
        return OptionalLong.empty();
    }

    /** The first of the two steps, one after the other and near to one, of which these are the passwords. */
    static OptionalLong findTwo(byte[] seed, String first, String second, long near, int most) {
        for (int distance = 0; distance <= most; distance++) {
            for (long step : new long[] {near - distance, near + distance}) {
                if (isOf(seed, first, step) && isOf(seed, second, step + 1)) {
                    return OptionalLong.of(step);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isOf(byte[] seed, String code, long step) {
        return MessageDigest.isEqual(
                code.getBytes(StandardCharsets.UTF_8), code(seed, step).getBytes(StandardCharsets.UTF_8));
    }
}
