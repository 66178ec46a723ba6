// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lower-case hexadecimal, as signatures and hashes are written. */
final class Hex {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOWER_CASE_VALUES = new byte[128];
    private static final int SHA256_DIGITS = 64;
    private static final VarHandle TWO_BYTES =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    /** The two digits of each octet. */
    private static final short[] PAIRS = new short[256];

    static {
        Arrays.fill(LOWER_CASE_VALUES, (byte) -1);
        for (int value = 0; value < DIGITS.length; value++) {
            LOWER_CASE_VALUES[DIGITS[value]] = (byte) value;
        }
        for (int octet = 0; octet < PAIRS.length; octet++) {
            PAIRS[octet] = (short) (DIGITS[octet >> 4] << Byte.SIZE | DIGITS[octet & 15]);
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

    static void write(byte[] from, int length, byte[] to, int at) {
        for (int i = 0; i < length; i++) {
            TWO_BYTES.set(to, at + 2 * i, PAIRS[from[i] & 0xff]);
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
