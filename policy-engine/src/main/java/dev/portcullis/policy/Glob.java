// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;

/**
 * A pattern in which {@code *} stands for any run of characters, the empty one too, and {@code ?} for exactly one; nothing
 * else is special and there is no escape. It must match a text as a whole. Immutable; matching allocates nothing and takes
 * at most time proportional to the square of the text's length, whatever the pattern (rule 3.6).
 */
public final class Glob {
    static final int STAR = -1;
    static final int ONE = -2;

    private enum Kind {
        EXACT,
        PREFIX,
        GENERAL
    }

    private final Kind kind;
    /** The literal characters before the first wildcard. */
    private final String head;
    /** What follows the head: characters and the two wildcards, no two stars in a row. */
    private final int[] rest;

    private final int minLength;

    private Glob(String head, int[] rest) {
        this.head = head;
        this.rest = rest;
        this.kind = rest.length == 0 ? Kind.EXACT : rest.length == 1 && rest[0] == STAR ? Kind.PREFIX : Kind.GENERAL;
        this.minLength = head.length() + minLength(rest, 0, rest.length);
    }

    /** The pattern that the text spells; every text is one. */
    public static Glob compile(String pattern) {
        return of(Tokens.of(pattern));
    }

    /** Whether the pattern matches the text, without keeping it compiled. */
    public static boolean matches(String pattern, String text) {
        return compile(pattern).matches(text);
    }

    static Glob of(int[] tokens) {
        int end = 0;
        while (end < tokens.length && tokens[end] >= 0) {
            end++;
        }
        var head = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            head.append((char) tokens[i]);
        }
        return new Glob(head.toString(), Arrays.copyOfRange(tokens, end, tokens.length));
    }

    /** Whether this pattern matches the text. */
    public boolean matches(String text) {
        return matches(text, 0, text.length());
    }

    /** Whether this pattern matches {@code text} from {@code from} to {@code to}. */
    boolean matches(String text, int from, int to) {
        int length = to - from;
        return switch (kind) {
            case EXACT -> length == head.length() && text.startsWith(head, from);
            case PREFIX -> length >= head.length() && text.startsWith(head, from);
            case GENERAL ->
                length >= minLength
                        && text.startsWith(head, from)
                        && matches(rest, 0, rest.length, text, from + head.length(), to);
        };
    }

    boolean isExact() {
        return kind == Kind.EXACT;
    }

    /** Whether at most the end is a wildcard, a star. */
    boolean isSimple() {
        return kind != Kind.GENERAL;
    }

    /** The literal characters that every match begins with. */
    String head() {
        return head;
    }

    /** Matches tokens against a stretch of text: one saved star, no recursion; a star gives up one more character at a time. */
    static boolean matches(int[] tokens, int pFrom, int pTo, String text, int from, int to) {
        if (to - from < minLength(tokens, pFrom, pTo)) {
            return false;
        }
        int p = pFrom;
        int t = from;
        int star = -1;
        int resume = 0;
        while (t < to) {
            int token = p < pTo ? tokens[p] : ONE - 1;
            if (token == STAR) {
                if (p + 1 == pTo) {
                    return true;
                }
                star = p++;
                resume = t;
            } else if (token == ONE) {
                t += widthAt(text, t, to);
                p++;
            } else if (token == text.charAt(t)) {
                t++;
                p++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pTo && tokens[p] == STAR) {
            p++;
        }
        return p == pTo;
    }

    private static int widthAt(String text, int at, int to) {
        boolean isPair = Character.isHighSurrogate(text.charAt(at))
                && at + 1 < to
                && Character.isLowSurrogate(text.charAt(at + 1));
        return isPair ? 2 : 1;
    }

    private static int minLength(int[] tokens, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            if (tokens[i] != STAR) {
                length++;
            }
        }
        return length;
    }

    /** The pattern's text; a literal star of a variable's value looks like a wildcard here. */
    @Override
    public String toString() {
        var text = new StringBuilder(head);
        for (int token : rest) {
            text.append(token == STAR ? '*' : token == ONE ? '?' : (char) token);
        }
        return text.toString();
    }
}
