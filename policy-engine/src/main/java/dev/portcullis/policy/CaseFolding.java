// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * Equality ignoring case as the JDK has it, each character by its capital, but for two letters that the JDK takes for an {@code i}: the
 * dotless {@code ı} and the dotted {@code İ} (section 8).
 */
final class CaseFolding {
    private CaseFolding() {}

    static boolean isEqual(String one, String other) {
        return one.length() == other.length() && isAt(one, 0, other);
    }

    /** Whether the text stands in the value at that place. */
    static boolean isAt(String value, int at, String text) {
        if (!value.regionMatches(true, at, text, 0, text.length())) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char one = value.charAt(at + i);
            char other = text.charAt(i);
            if (one != other && (isItsOwn(one) || isItsOwn(other))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isItsOwn(char c) {
        return c == '\u0130' || c == '\u0131';
    }
}
