// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import java.util.List;
import java.util.Locale;

/** Section 3: actions. */
final class ActionRules {
    private ActionRules() {}

    /** Rule 3.4. */
    static boolean matches(Document.Statement statement, String action) {
        return statement.action().map(values -> anyMatches(values, action)).orElse(true)
                && !statement
                        .notAction()
                        .map(values -> anyMatches(values, action))
                        .orElse(false);
    }

    private static boolean anyMatches(List<String> values, String action) {
        return values.stream().anyMatch(value -> valueMatches(value, action));
    }

    /** Rules 3.1 to 3.3: what is no well-formed action matches nothing. */
    private static boolean valueMatches(String value, String action) {
        if (value.equals("*") || value.equals("*:*")) {
            return true;
        }
        int colon = value.indexOf(':');
        int asked = action.indexOf(':');
        if (colon <= 0
                || colon == value.length() - 1
                || asked < 0
                || value.chars().anyMatch(Character::isWhitespace)) {
            return false;
        }
        var prefix = value.substring(0, colon);
        return lower(prefix).equals(lower(action.substring(0, asked)))
                && prefix.indexOf('*') < 0
                && prefix.indexOf('?') < 0
                && Pattern.of(lower(value.substring(colon + 1))).matches(lower(action.substring(asked + 1)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
