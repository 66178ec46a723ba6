// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.nio.charset.StandardCharsets;

/** Lower-case hexadecimal, as signatures and hashes are written. */
final class Hex {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int SHA256_DIGITS = 64;

    private Hex() {}

    static boolean isSha256(String text) {
        if (text.length() != SHA256_DIGITS) {
            return false;
        }
        for (int i = 0; i < SHA256_DIGITS; i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    static void write(byte[] from, int length, byte[] to, int at) {
        for (int i = 0; i < length; i++) {
            to[at + 2 * i] = DIGITS[(from[i] >> 4) & 15];
            to[at + 2 * i + 1] = DIGITS[from[i] & 15];
        }
    }

    /** Reads as many pairs of digits as the array has room for. */
    static void read(String from, byte[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (byte) (16 * digit(from.charAt(2 * i)) + digit(from.charAt(2 * i + 1)));
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
