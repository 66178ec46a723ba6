// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;

/** A growing pattern: characters, {@link Glob#STAR} and {@link Glob#ONE}. Characters of variables go in as literals (rule 6.6). */
final class Tokens {
    private int[] items = new int[32];
    private int size;

    /** The tokens of a text in which {@code *} and {@code ?} are wildcards. */
    static int[] of(String pattern) {
        var tokens = new Tokens();
        tokens.pattern(pattern);
        return tokens.toArray();
    }

    void pattern(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> star();
                case '?' -> add(Glob.ONE);
                default -> add(c);
            }
        }
    }

    void literal(String text) {
        for (int i = 0; i < text.length(); i++) {
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

    int[] toArray() {
        return Arrays.copyOf(items, size);
    }

    private void add(int token) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        items[size++] = token;
    }
}
