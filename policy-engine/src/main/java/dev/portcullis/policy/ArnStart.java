// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a resource pattern asks of the first five segments, each of which its wildcards stay within (rule 4.1). There are few that
 * differ, in thousands of patterns: those alike are one object.
 */
final class ArnStart {
    private static final int LONGEST = 128;
    private static final Memo<String, ArnStart> KNOWN = new Memo<>(ArnStart::new);

    /** The pattern with its fifth colon at the end, if it has no wildcard. */
    private final @Nullable String literal;

    private final Glob[] segments;

    private ArnStart(String pattern) {
        boolean hasWildcard = pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
        this.literal = hasWildcard ? null : pattern;
        this.segments = hasWildcard ? segments(pattern) : new Glob[0];
    }

    private static Glob[] segments(String pattern) {
        return Arrays.stream(pattern.split(":", ResourcePattern.SEGMENTS))
                .limit(ResourcePattern.SEGMENTS - 1)
                .map(Glob::compile)
                .toArray(Glob[]::new);
    }

    /** The five segments that the text spells, each with a colon after it. */
    static ArnStart of(String pattern) {
        return pattern.length() > LONGEST ? new ArnStart(pattern) : KNOWN.of(pattern);
    }

    /** Whether the resource is an ARN that begins so. What begins with the text of a literal one has its five colons in the same places. */
    boolean matches(PreparedRequest request) {
        return literal != null ? request.resource().startsWith(literal) : matchesSegments(request);
    }

    private boolean matchesSegments(PreparedRequest request) {
        var ends = request.segments();
        if (ends == null) {
            return false;
        }
        for (int i = 0; i < segments.length; i++) {
            if (!segments[i].matches(request.resource(), ends.start(i), ends.end(i, 0))) {
                return false;
            }
        }
        return true;
    }
}
