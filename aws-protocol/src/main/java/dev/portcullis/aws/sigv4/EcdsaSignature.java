// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Reads an ECDSA signature: {@code SEQUENCE { r INTEGER, s INTEGER }} in DER, in lower-case hexadecimal. There is one way to write each, and
 * every other one is refused: long lengths, needless or missing zeros, octets left over, numbers outside 1 to n - 1. Both of s and n - s are
 * taken, as AWS's clients make both.
 */
final class EcdsaSignature {
    private static final int NUMBER_LENGTH = 32;
    private static final int SHORTEST = 8;
    private static final int LONGEST = 6 + 2 * (NUMBER_LENGTH + 1);
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private final byte[] der;
    private int at = 2;

    private EcdsaSignature(byte[] der) {
        this.der = der;
    }

    /**
     * Reads the two numbers.
     *
     * @param order the order of the group, n
     * @return r and s, 32 octets each; nothing at all if the text is no signature
     */
    static byte[] read(String hex, BigInteger order) {
        int length = hex.length() / 2;
        if (hex.length() % 2 != 0 || length < SHORTEST || length > LONGEST || !isLowerCase(hex)) {
            return new byte[0];
        }
        byte[] der = new byte[length];
        for (int i = 0; i < length; i++) {
            der[i] = (byte) (16 * Hex.digit(hex.charAt(2 * i)) + Hex.digit(hex.charAt(2 * i + 1)));
        }
        byte[] numbers = new byte[2 * NUMBER_LENGTH];
        return new EcdsaSignature(der).read(numbers, order) ? numbers : new byte[0];
    }

    private static boolean isLowerCase(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (Hex.digit(c) < 0 || (c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }

    private boolean read(byte[] numbers, BigInteger order) {
        return der[0] == SEQUENCE
                && der[1] == der.length - 2
                && readNumber(numbers, 0, order)
                && readNumber(numbers, NUMBER_LENGTH, order)
                && at == der.length;
    }

    private boolean readNumber(byte[] numbers, int to, BigInteger order) {
        if (der.length - at < 3 || der[at] != INTEGER) {
            return false;
        }
        int start = at + 2;
        int length = der[at + 1];
        if (length < 1 || length > NUMBER_LENGTH + 1 || length > der.length - start || der[start] < 0) {
            return false;
        }
        boolean needlessZero = length > 1 && der[start] == 0 && der[start + 1] >= 0;
        BigInteger number = new BigInteger(der, start, length);
        if (needlessZero || number.signum() <= 0 || number.compareTo(order) >= 0) {
            return false;
        }
        at = start + length;
        int zero = der[start] == 0 ? 1 : 0;
        byte[] digits = Arrays.copyOfRange(der, start + zero, at);
        System.arraycopy(digits, 0, numbers, to + NUMBER_LENGTH - digits.length, digits.length);
        return true;
    }
}
