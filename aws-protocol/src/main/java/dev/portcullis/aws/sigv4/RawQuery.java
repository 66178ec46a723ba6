// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The pairs of a raw query string, by their places in the request target. */
final class RawQuery {
    private static final RawQuery NONE = new RawQuery("", 0);

    private final String target;
    /** For each pair: start of the name, end of the name, start of the value, end of the value. */
    private int[] places = new int[4 * 8];

    private int size;

    private RawQuery(String target, int start) {
        this.target = target;
        int from = start;
        while (from < target.length()) {
            int end = target.indexOf('&', from);
            end = end < 0 ? target.length() : end;
            if (end > from) {
                add(from, end);
            }
            from = end + 1;
        }
    }

    /** The pairs after the first question mark; empty pairs ({@code a=1&&b=2}) are left out. */
    static RawQuery of(String target) {
        int question = target.indexOf('?');
        return question < 0 || question == target.length() - 1 ? NONE : new RawQuery(target, question + 1);
    }

    private void add(int from, int end) {
        int equals = target.indexOf('=', from, end);
        boolean hasValue = equals >= 0;
        if (4 * size == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        int at = 4 * size++;
        places[at] = from;
        places[at + 1] = hasValue ? equals : end;
        places[at + 2] = hasValue ? equals + 1 : end;
        places[at + 3] = end;
    }

    int size() {
        return size;
    }

    int nameStart(int pair) {
        return places[4 * pair];
    }

    int nameEnd(int pair) {
        return places[4 * pair + 1];
    }

    int valueStart(int pair) {
        return places[4 * pair + 2];
    }

    int valueEnd(int pair) {
        return places[4 * pair + 3];
    }

    String name(int pair) {
        return decode(nameStart(pair), nameEnd(pair));
    }

    String value(int pair) {
        return decode(valueStart(pair), valueEnd(pair));
    }

    /** Decodes leniently: what is no percent-encoding stays as it is, for the canonical request refuses it later. */
    private String decode(int from, int end) {
        String raw = target.substring(from, end);
        if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
            return raw;
        }
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' && isEscape(raw, i)) {
                bytes[length++] = (byte) (16 * Hex.digit(raw.charAt(i + 1)) + Hex.digit(raw.charAt(i + 2)));
                i += 2;
            } else {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    static boolean isEscape(String text, int at) {
        return at + 2 < text.length() && Hex.digit(text.charAt(at + 1)) >= 0 && Hex.digit(text.charAt(at + 2)) >= 0;
    }
}
