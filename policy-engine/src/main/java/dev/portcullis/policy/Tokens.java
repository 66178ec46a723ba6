// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;

/** A growing pattern: characters, {@link Glob#STAR} and {@link Glob#ONE}. Characters of variables go in as literals (rule 6.6). */
final class Tokens {
    private final int maxLiterals;
    private int[] items = new int[32];
    private int size;
    private int literals;

    /** A pattern to be matched against texts of at most this length: with more literal characters it matches none of them. */
    Tokens(int maxLiterals) {
        this.maxLiterals = maxLiterals;
    }

    /** The tokens of a text in which {@code *} and {@code ?} are wildcards. */
    static int[] of(String pattern) {
        var tokens = new Tokens(Integer.MAX_VALUE);
        tokens.pattern(pattern);
        return tokens.toArray();
    }

    void pattern(String text) {
        for (int i = 0; i < text.length() && !isTooLong(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> star();
                case '?' -> add(Glob.ONE);
                default -> add(c);
            }
        }
    }

    void literal(String text) {
        for (int i = 0; i < text.length() && !isTooLong(); i++) {
            add(text.charAt(i));
        }
    }

    void literal(char c) {
        add(c);
    }

    private void star() {
        if (size == 0 || items[size - 1] != Glob.STAR) {
            add(Glob.STAR);
        }
    }

    /** Whether there are more literal characters than any text has; what came after them is left out. */
    boolean isTooLong() {
        return literals > maxLiterals;
    }

    int[] toArray() {
        return Arrays.copyOf(items, size);
    }

    private void add(int token) {
        if (isTooLong()) {
            return;
        }
        if (token >= 0) {
            literals++;
        }
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        items[size++] = token;
    }
}
