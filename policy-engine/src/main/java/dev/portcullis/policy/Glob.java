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

    /** The literal characters before the first wildcard. */
    private final String head;

    private final Tail tail;

    private Glob(String head, Tail tail) {
        this.head = head;
        this.tail = tail;
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
        return new Glob(head.toString(), Tail.of(Arrays.copyOfRange(tokens, end, tokens.length)));
    }

    /** Whether this pattern matches the text. */
    public boolean matches(String text) {
        return matches(text, 0, text.length());
    }

    /** Whether this pattern matches {@code text} from {@code from} to {@code to}. */
    boolean matches(String text, int from, int to) {
        return to - from >= head.length()
                && text.startsWith(head, from)
                && tail.matches(text, from + head.length(), to);
    }

    /** The literal characters that every match begins with. */
    String head() {
        return head;
    }

    /** What the pattern asks for after its head. */
    Tail tail() {
        return tail;
    }

    /** Matches tokens against a stretch of text. */
    static boolean matches(int[] tokens, int pFrom, int pTo, String text, int from, int to) {
        return to - from >= minLength(tokens, pFrom, pTo) && match(tokens, pFrom, pTo, text, from, to);
    }

    /** Matches tokens against a stretch of text: one saved star, no recursion; a star gives up one more character at a time. */
    private static boolean match(int[] tokens, int pFrom, int pTo, String text, int from, int to) {
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
        return head + tail;
    }

    /**
     * What a pattern asks for from its first wildcard on. Many patterns that begin each in its own way end alike: their tails are
     * one object.
     */
    static final class Tail {
        /** The longest that is looked for among those known, in tokens. */
        private static final int LONGEST = 32;

        private static final Tail NOTHING = new Tail(Kind.NOTHING);
        private static final Tail ANYTHING = new Tail(Kind.ANYTHING, STAR);
        private static final Memo<Tail, Tail> KNOWN = new Memo<>(tail -> tail);

        private enum Kind {
            NOTHING,
            ANYTHING,
            OTHER
        }

        private final Kind kind;
        /** Characters and the two wildcards, no two stars in a row. */
        private final int[] tokens;

        private final int minLength;

        private Tail(Kind kind, int... tokens) {
            this.kind = kind;
            this.tokens = tokens;
            this.minLength = Glob.minLength(tokens, 0, tokens.length);
        }

        private static Tail of(int[] tokens) {
            if (tokens.length == 0) {
                return NOTHING;
            }
            if (tokens.length == 1 && tokens[0] == STAR) {
                return ANYTHING;
            }
            var tail = new Tail(Kind.OTHER, tokens);
            return tokens.length > LONGEST ? tail : KNOWN.of(tail);
        }

        /** Whether the text from {@code from} to {@code to} is what this asks for. */
        boolean matches(String text, int from, int to) {
            return switch (kind) {
                case NOTHING -> from == to;
                case ANYTHING -> true;
                case OTHER -> to - from >= minLength && match(tokens, 0, tokens.length, text, from, to);
            };
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tail that && Arrays.equals(tokens, that.tokens);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(tokens);
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            for (int token : tokens) {
                text.append(token == STAR ? '*' : token == ONE ? '?' : (char) token);
            }
            return text.toString();
        }
    }
}
