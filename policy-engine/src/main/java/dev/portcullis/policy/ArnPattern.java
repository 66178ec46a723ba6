// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pattern of an ARN operator: six segments, a wildcard confined to its own; the sixth takes the rest (rule 8.4). */
final class ArnPattern {
    private final Template template;
    /** The pattern's tokens; null if they depend on the request. */
    private final int @Nullable [] fixed;

    private ArnPattern(Template template) {
        this.template = template;
        this.fixed = template.isStatic() ? template.pattern() : null;
    }

    static List<ArnPattern> all(List<Template> templates) {
        return templates.stream().map(ArnPattern::new).toList();
    }

    /** Whether the value is an ARN and each of its segments matches; the first five colons of the filled-in pattern divide it. */
    boolean matches(String value, Context context) {
        var segments = Segments.of(value);
        var tokens = fixed != null ? fixed : filled(value, context);
        if (segments == null || tokens == null || !value.startsWith("arn:")) {
            return false;
        }
        int from = 0;
        for (int segment = 0; segment < 6; segment++) {
            int to = segment == 5 ? tokens.length : colon(tokens, from);
            int start = segments.start(segment);
            int end = segments.end(segment, value.length());
            if (to < 0 || !Glob.matches(tokens, from, to, value, start, end)) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }

    private int @Nullable [] filled(String value, Context context) {
        var tokens = new Tokens(value.length());
        return template.fill(tokens, context) && !tokens.isTooLong() ? tokens.toArray() : null;
    }

    private static int colon(int[] tokens, int from) {
        for (int i = from; i < tokens.length; i++) {
            if (tokens[i] == ':') {
                return i;
            }
        }
        return -1;
    }
}
