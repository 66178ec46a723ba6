// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The upper-case alphabet of RFC 4648, section 6, five bits a character, no padding. */
public final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;
    private static final byte[] VALUES = values();

    private Base32() {}

    /** The first {@code length} characters of the encoding; the bytes must hold at least five bits for each. */
    public static String encode(byte[] bytes, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(fiveBitsAt(bytes, i * BITS)));
        }
        return text.toString();
    }

    /** Whether the text from {@code from} on is made of the alphabet only. */
    static boolean isEncoded(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) >= VALUES.length || VALUES[text.charAt(i)] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Decodes text that {@link #isEncoded} and whose length is a multiple of eight characters. */
    public static byte[] decode(String text) {
        byte[] bytes = new byte[text.length() * BITS / Byte.SIZE];
        int buffer = 0;
        int held = 0;
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            buffer = ((buffer << BITS) | VALUES[text.charAt(i)]) & 0xffff;
            held += BITS;
            if (held >= Byte.SIZE) {
                held -= Byte.SIZE;
                bytes[next++] = (byte) (buffer >> held);
            }
        }
        return bytes;
    }

    /**
     * Decodes what others encoded: in either letter case, padded or not.
     *
     * @return empty if it is no encoding of whole bytes
     */
    public static Optional<byte[]> decodeForeign(String text) {
        var bare = text.replaceFirst("=+$", "").toUpperCase(Locale.ROOT);
        int bits = bare.length() * BITS;
        boolean isWhole = bits % Byte.SIZE < BITS && (bare.length() == text.length() || text.length() % Byte.SIZE == 0);
        if (!isWhole || !isEncoded(bare, 0)) {
            return Optional.empty();
        }
        var bytes = decode(bare);
        boolean isExact = encode(bytes, bare.length()).equals(bare); // no bits beside the bytes
        return isExact ? Optional.of(bytes) : Optional.empty();
    }

    private static int fiveBitsAt(byte[] bytes, int bit) {
        int index = bit / Byte.SIZE;
        int high = Byte.toUnsignedInt(bytes[index]) << Byte.SIZE;
        int low = index + 1 < bytes.length ? Byte.toUnsignedInt(bytes[index + 1]) : 0;
        return ((high | low) >> (2 * Byte.SIZE - BITS - bit % Byte.SIZE)) & 0x1f;
    }

    private static byte[] values() {
        byte[] values = new byte[Byte.MAX_VALUE + 1];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }
}
