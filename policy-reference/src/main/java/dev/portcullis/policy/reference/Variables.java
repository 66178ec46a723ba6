// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Context;
import java.util.Optional;

/** Section 6: policy variables, where they are accepted. */
final class Variables {
    private Variables() {}

    /**
     * The text with its variables replaced by their literal values; empty if one of them cannot be resolved (rule 6.7).
     *
     * @param wildcards whether {@code *} and {@code ?} outside variables are wildcards here
     */
    static Optional<Pattern> expand(String text, boolean wildcards, Context context) {
        int open = text.indexOf("${");
        if (open < 0) {
            return Optional.of(plain(text, wildcards));
        }
        var before = plain(text.substring(0, open), wildcards);
        int close = closing(text, open + 2);
        if (close < 0 || !isVariable(text.substring(open + 2, close))) { // rule 6.9: literal text
            var opening = Pattern.literal("${");
            return expand(text.substring(open + 2), wildcards, context)
                    .map(rest -> before.then(opening).then(rest));
        }
        var value = value(text.substring(open + 2, close), context);
        var rest = expand(text.substring(close + 1), wildcards, context);
        return value.isEmpty() || rest.isEmpty()
                ? Optional.empty()
                : Optional.of(before.then(Pattern.literal(value.get())).then(rest.get())); // rule 6.6
    }

    private static Pattern plain(String text, boolean wildcards) {
        return wildcards ? Pattern.of(text) : Pattern.literal(text);
    }

    /** Where the brace stands that closes a variable: the first one, but for those within the quotes of a default. */
    private static int closing(String text, int from) {
        int brace = text.indexOf('}', from);
        int comma = text.indexOf(',', from);
        if (comma < 0 || comma > brace) {
            return brace;
        }
        var rest = text.substring(comma + 1);
        int quote = comma + 1 + rest.length() - rest.stripLeading().length();
        int last = text.startsWith("'", quote) ? text.indexOf('\'', quote + 1) : -1;
        return last < 0 ? brace : text.indexOf('}', last);
    }

    /** Rule 6.2: {@code key} or {@code key, 'default'}. */
    private static boolean isVariable(String inside) {
        int comma = inside.indexOf(',');
        return comma < 0
                ? !inside.isEmpty()
                : comma > 0 && inside.substring(comma + 1).matches(" *'[^']*' *");
    }

    /** Rules 6.2 to 6.5 and 6.8. */
    private static Optional<String> value(String inside, Context context) {
        if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
            return Optional.of(inside);
        }
        int comma = inside.indexOf(',');
        var value = context.value(comma < 0 ? inside : inside.substring(0, comma));
        if (value.isPresent()) {
            return value.filter(v -> !v.isMultivalued()).map(v -> v.texts().getFirst());
        }
        return comma < 0 ? Optional.empty() : Optional.of(inDefault(inside.substring(comma + 1)));
    }

    private static String inDefault(String quoted) {
        return quoted.substring(quoted.indexOf('\'') + 1, quoted.lastIndexOf('\''));
    }
}
