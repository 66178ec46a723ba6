// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import dev.portcullis.aws.wire.XmlText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes XML 1.0 in UTF-8 into a growing array. */
final class Xml {
    private static final byte[] AMPERSAND = "&amp;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LESS = "&lt;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GREATER = "&gt;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUOTE = "&quot;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETURN = "&#13;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int REPLACEMENT = 0xFFFD;

    private byte[] bytes = new byte[1_024];
    private int length;

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Starts {@code <name}; {@link #attribute} may follow, then {@link #closeTag} must. */
    Xml openTag(String name) {
        put('<');
        ascii(name);
        return this;
    }

    Xml attribute(String name, String value) {
        put(' ');
        ascii(name);
        put('=');
        put('"');
        text(value);
        put('"');
        return this;
    }

    Xml closeTag() {
        put('>');
        return this;
    }

    Xml open(String name) {
        return openTag(name).closeTag();
    }

    Xml close(String name) {
        put('<');
        put('/');
        ascii(name);
        put('>');
        return this;
    }

    /** Names and numbers, which are ASCII. */
    Xml ascii(String text) {
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += count;
        return this;
    }

    /** Character data; what XML cannot carry becomes U+FFFD. */
    Xml text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80) {
                switch (c) {
                    case '&' -> put(AMPERSAND);
                    case '<' -> put(LESS);
                    case '>' -> put(GREATER);
                    case '"' -> put(QUOTE);
                    default -> put(c);
                }
            } else if (c == '\r') {
                put(RETURN);
            } else {
                int point = text.codePointAt(i);
                utf8(XmlText.isCarried(point) ? point : REPLACEMENT);
                i += Character.charCount(point) - 1;
            }
        }
        return this;
    }

    /** Percent-encoded text (RFC 3986): everything but letters, digits and {@code -._~}. */
    Xml percentEncoded(String text) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            int value = octet & 0xff;
            boolean bare = (value >= 'A' && value <= 'Z')
                    || (value >= 'a' && value <= 'z')
                    || (value >= '0' && value <= '9')
                    || value == '-'
                    || value == '.'
                    || value == '_'
                    || value == '~';
            if (bare) {
                put(value);
            } else {
                put('%');
                put(DIGITS[value >> 4]);
                put(DIGITS[value & 15]);
            }
        }
        return this;
    }

    Xml bytes(byte[] ascii) {
        put(ascii);
        return this;
    }

    private void utf8(int point) {
        if (point < 0x80) {
            put(point);
        } else if (point < 0x800) {
            put(0xC0 | (point >> 6));
            put(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            put(0xE0 | (point >> 12));
            put(0x80 | ((point >> 6) & 0x3F));
            put(0x80 | (point & 0x3F));
        } else {
            put(0xF0 | (point >> 18));
            put(0x80 | ((point >> 12) & 0x3F));
            put(0x80 | ((point >> 6) & 0x3F));
            put(0x80 | (point & 0x3F));
        }
    }

    private void put(int octet) {
        ensure(1);
        bytes[length++] = (byte) octet;
    }

    private void put(byte[] octets) {
        ensure(octets.length);
        System.arraycopy(octets, 0, bytes, length, octets.length);
        length += octets.length;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
