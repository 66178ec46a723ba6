// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.policy.PatternSource.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One value of a {@code Resource} or {@code NotResource} element, compiled (section 4). */
final class ResourcePattern {
    private static final int SEGMENTS = 6;

    /** Nothing but stars: matches every resource, also the request resource {@code *} (rule 4.6). */
    private final boolean isAny;
    /** Of a pattern without wildcards, or with none but a star at its end: the text before it; most patterns are such. */
    private final @Nullable String literal;

    private final boolean isPrefix;
    /** The first five segments when they hold no wildcard, colons included; a request must begin with exactly this. */
    private final @Nullable String head;
    /** The first five segments when one holds a wildcard. */
    private final Glob[] segments;

    private final PatternSource resource;
    /** Of a pattern with fewer than six segments, whether the text holds a wildcard star, and whether it ends with one. */
    private final boolean isShort;

    private final boolean hasStar;
    private final boolean endsWithStar;

    private ResourcePattern(String text, boolean hasVariables) {
        var parts = text.split(":", SEGMENTS);
        this.isAny = !text.isEmpty() && text.chars().allMatch(c -> c == '*');
        this.isShort = parts.length < SEGMENTS;
        this.hasStar = text.indexOf('*') >= 0;
        this.endsWithStar = text.endsWith("*");
        var padded = Arrays.copyOf(parts, SEGMENTS);
        Arrays.fill(padded, parts.length, SEGMENTS, "*");
        var globs = new Glob[SEGMENTS - 1];
        Arrays.setAll(globs, i -> Glob.compile(padded[i]));
        this.segments = globs;
        this.head = Arrays.stream(globs).allMatch(Glob::isExact) ? head(padded) : null;
        // rule 6.1: variables only after the fifth colon
        this.resource = new PatternSource(hasVariables ? Template.parse(padded[5]) : Template.literal(padded[5]));
        var simple = head == null ? null : resource.simple();
        this.literal = simple == null ? null : head + simple.head();
        this.isPrefix = simple != null && !simple.isExact();
    }

    static ResourcePattern compile(String text, boolean hasVariables) {
        return new ResourcePattern(text, hasVariables);
    }

    private static String head(String[] segments) {
        return String.join(":", Arrays.asList(segments).subList(0, SEGMENTS - 1)) + ":";
    }

    Outcome matches(PreparedRequest request, ShortArns shortArns) {
        if (isAny) {
            return Outcome.MATCH;
        }
        var ends = request.segments();
        if (ends == null || (isShort && !isPadded(shortArns))) {
            return Outcome.NO_MATCH;
        }
        if (literal != null) {
            boolean matches = isPrefix
                    ? request.resource().startsWith(literal)
                    : request.resource().equals(literal);
            return matches ? Outcome.MATCH : Outcome.NO_MATCH;
        }
        if (!matchesHead(request.resource(), ends)) {
            return Outcome.NO_MATCH;
        }
        return resource.matches(
                request.resource(), ends.start(SEGMENTS - 1), request.resource().length(), request.context());
    }

    private boolean isPadded(ShortArns shortArns) {
        return switch (shortArns) {
            case PAD -> true;
            case PAD_IF_WILDCARD -> hasStar;
            case PAD_IF_TRAILING_STAR -> endsWithStar;
            case NEVER_MATCH -> false;
        };
    }

    private boolean matchesHead(String text, Segments ends) {
        if (head != null) {
            return text.startsWith(head);
        }
        for (int i = 0; i < segments.length; i++) {
            if (!segments[i].matches(text, ends.start(i), ends.end(i, text.length()))) {
                return false;
            }
        }
        return true;
    }

    /** The literal text that every matching resource begins with. */
    String prefix() {
        if (isAny) {
            return "";
        }
        if (head != null) {
            return head + resource.prefix();
        }
        var prefix = new StringBuilder();
        for (var segment : segments) {
            prefix.append(segment.head());
            if (!segment.isExact()) {
                break;
            }
            prefix.append(':');
        }
        return prefix.toString();
    }

    PatternSource resource() {
        return resource;
    }
}
