// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with wildcards (rules 3.2 and 4.2), taken apart before anything is compared, so that what came from a variable
 * stays literal (rule 6.6).
 */
record Pattern(List<Piece> pieces) {
    sealed interface Piece {}

    /** One character that matches itself: a Unicode code point. */
    record Literal(int codePoint) implements Piece {}

    /** {@code *}: any run of characters, the empty one too. */
    record AnyRun() implements Piece {}

    /** {@code ?}: exactly one character. */
    record AnyOne() implements Piece {}

    /** The text with {@code *} and {@code ?} as wildcards. */
    static Pattern of(String text) {
        return new Pattern(text.codePoints()
                .mapToObj(c -> switch (c) {
                    case '*' -> (Piece) new AnyRun();
                    case '?' -> new AnyOne();
                    default -> new Literal(c);
                })
                .toList());
    }

    /** The text, each character standing for itself. */
    static Pattern literal(String text) {
        return new Pattern(
                text.codePoints().mapToObj(c -> (Piece) new Literal(c)).toList());
    }

    Pattern then(Pattern next) {
        var all = new ArrayList<>(pieces);
        all.addAll(next.pieces);
        return new Pattern(all);
    }

    /** The characters as text if nothing in it is a wildcard; wildcards are written as they came. */
    String text() {
        var out = new StringBuilder();
        for (var piece : pieces) {
            switch (piece) {
                case Literal(int c) -> out.appendCodePoint(c);
                case AnyRun() -> out.append('*');
                case AnyOne() -> out.append('?');
            }
        }
        return out.toString();
    }

    /** Cuts at the first five colons (rules 4.1 and 8.4): one to six patterns. */
    List<Pattern> segments() {
        var segments = new ArrayList<Pattern>();
        int from = 0;
        for (int i = 0; i < pieces.size() && segments.size() < 5; i++) {
            if (pieces.get(i) instanceof Literal(int c) && c == ':') {
                segments.add(new Pattern(pieces.subList(from, i)));
                from = i + 1;
            }
        }
        segments.add(new Pattern(pieces.subList(from, pieces.size())));
        return segments;
    }

    boolean hasAnyRun() {
        return pieces.contains(new AnyRun());
    }

    boolean endsWithAnyRun() {
        return !pieces.isEmpty() && pieces.getLast().equals(new AnyRun());
    }

    /** Whether the whole text matches. A table: cell (i, j) says whether the first i pieces match the first j characters. */
    boolean matches(String text) {
        int[] characters = text.codePoints().toArray();
        var table = new boolean[pieces.size() + 1][characters.length + 1];
        table[0][0] = true;
        for (int i = 1; i <= pieces.size(); i++) {
            for (int j = 0; j <= characters.length; j++) {
                table[i][j] = switch (pieces.get(i - 1)) {
                    case AnyRun() -> table[i - 1][j] || (j > 0 && table[i][j - 1]);
                    case AnyOne() -> j > 0 && table[i - 1][j - 1];
                    case Literal(int c) -> j > 0 && table[i - 1][j - 1] && c == characters[j - 1];
                };
            }
        }
        return table[pieces.size()][characters.length];
    }
}
