// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code Action} or {@code NotAction} element of a statement, compiled (section 3). Letter case is gone. */
final class ActionMatch {
    private final boolean isNegated;
    private final boolean hasAny;
    private final Pattern[] patterns;

    /** A service and what its action names must look like; the name's pattern is fixed to the whole name. */
    record Pattern(String service, Glob name) {
        boolean matches(ActionName action) {
            return service.equals(action.service()) && name.matches(action.name());
        }
    }

    private ActionMatch(boolean isNegated, boolean hasAny, Pattern[] patterns) {
        this.isNegated = isNegated;
        this.hasAny = hasAny;
        this.patterns = patterns;
    }

    static ActionMatch compile(Document.Strings element) {
        var patterns = new ArrayList<Pattern>(element.values().size());
        boolean hasAny = false;
        for (var value : element.values()) {
            var pattern = pattern(value.text());
            hasAny |= isAny(value.text());
            if (pattern != null) {
                patterns.add(pattern);
            }
        }
        return new ActionMatch(element.isNegated(), hasAny, patterns.toArray(Pattern[]::new));
    }

    /** Rule 3.1. */
    static boolean isAny(String text) {
        return text.equals("*") || text.equals("*:*");
    }

    /** The pattern that the text spells; null if it is {@code *} or can never match (rules 3.1, 3.3). */
    private static @Nullable Pattern pattern(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1 || hasWhiteSpace(text)) {
            return null;
        }
        var service = LowerCase.of(text.substring(0, colon));
        boolean hasWildcard = service.indexOf('*') >= 0 || service.indexOf('?') >= 0;
        return hasWildcard
                ? null
                : new Pattern(service, Glob.compile(text.substring(colon + 1).toLowerCase(Locale.ROOT)));
    }

    static boolean hasWhiteSpace(String text) {
        return text.chars().anyMatch(Character::isWhitespace);
    }

    /** Whether the statement speaks of the action (rule 3.4). */
    boolean matches(ActionName action) {
        return listed(action) != isNegated;
    }

    private boolean listed(ActionName action) {
        if (hasAny) {
            return true;
        }
        for (var pattern : patterns) {
            if (pattern.matches(action)) {
                return true;
            }
        }
        return false;
    }
}
