// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import java.util.List;

/** Small changes to a text: the stuff of near misses. */
final class Mutation {
    /** Characters whose case, width or place in the language is easy to get wrong. */
    private static final List<String> ODD = List.of(
            "*",
            "?",
            "$",
            "${",
            "}",
            ":",
            "/",
            " ",
            "\t",
            "\u00a0",
            "\u00df",
            "\u0130",
            "\u0131",
            "\u017f",
            "\u212a",
            "\u0661",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "0",
            "e",
            "T");

    private Mutation() {}

    /** The text with one character replaced, dropped, doubled or with its case changed. */
    static String oneOff(Choices choices, String text) {
        if (text.isEmpty()) {
            return "x";
        }
        int at = choices.below(text.length());
        char c = text.charAt(at);
        var changed = switch (choices.below(5)) {
            case 4 -> choices.oneOf(ODD);
            case 0 -> "x";
            case 1 -> "";
            case 2 -> "" + c + c;
            default -> String.valueOf(Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
        };
        return text.substring(0, at) + changed + text.substring(at + 1);
    }

    /** The text with one to three stretches replaced by wildcards. */
    static String globbed(Choices choices, String text) {
        var out = text;
        int rounds = 1 + choices.below(3);
        for (int i = 0; i < rounds; i++) {
            int from = choices.below(out.length() + 1);
            int to = from + choices.below(Math.min(6, out.length() - from) + 1);
            var wildcard = choices.oneOf("*", "*", "*", "?", "**", "*?");
            out = out.substring(0, from)
                    + wildcard
                    + out.substring(wildcard.equals("?") ? Math.min(out.length(), from + 1) : to);
        }
        return out;
    }
}
