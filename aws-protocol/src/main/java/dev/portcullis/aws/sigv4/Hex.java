// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lower-case hexadecimal, as signatures and hashes are written. */
final class Hex {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOWER_CASE_VALUES = new byte[128];
    private static final int SHA256_DIGITS = 64;

    static {
        Arrays.fill(LOWER_CASE_VALUES, (byte) -1);
        for (int value = 0; value < DIGITS.length; value++) {
            LOWER_CASE_VALUES[DIGITS[value]] = (byte) value;
        }
    }

    private Hex() {}

    static boolean isSha256(String text) {
        if (text.length() != SHA256_DIGITS) {
            return false;
        }
        int wrong = 0;
        for (int i = 0; i < SHA256_DIGITS; i++) {
            char c = text.charAt(i);
            wrong |= c < LOWER_CASE_VALUES.length ? LOWER_CASE_VALUES[c] : -1;
        }
        return wrong >= 0;
    }

    /** Reads the 32 bytes of a hash; false, and the bytes worthless, unless the text is 64 lower-case digits. */
    static boolean readSha256(String from, byte[] to) {
        if (from.length() != SHA256_DIGITS) {
            return false;
        }
        int wrong = 0;
        for (int i = 0; i < to.length; i++) {
            int high = from.charAt(2 * i);
            int low = from.charAt(2 * i + 1);
            if ((high | low) >= LOWER_CASE_VALUES.length) {
                return false;
            }
            int value = (LOWER_CASE_VALUES[high] << 4) | LOWER_CASE_VALUES[low];
            wrong |= value;
            to[i] = (byte) value;
        }
        return wrong >= 0;
    }

    static void write(byte[] from, int length, byte[] to, int at) {
        for (int i = 0; i < length; i++) {
            to[at + 2 * i] = DIGITS[(from[i] >> 4) & 15];
            to[at + 2 * i + 1] = DIGITS[from[i] & 15];
        }
    }

    /** The value of a hexadecimal digit of either case, -1 for anything else. */
    static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
