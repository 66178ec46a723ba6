// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.policy.PatternSource.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One value of a {@code Resource} or {@code NotResource} element, compiled (section 4). */
sealed interface ResourcePattern {
    int SEGMENTS = 6;

    Outcome matches(PreparedRequest request, ShortArns shortArns);

    /** The literal text that the sixth segment of every matching resource begins with; empty if it may begin otherwise. */
    String prefix();

    /** The pattern as a glob of whole resources, in whatever layer; null if it is not so simple. */
    default @Nullable Glob glob() {
        return null;
    }

    /** Hands over the variables that the pattern refers to, as they are spelled. */
    default void forEachVariable(Consumer<String> action) {}

    static ResourcePattern compile(String text, boolean hasVariables) {
        if (!text.isEmpty() && text.chars().allMatch(c -> c == '*')) {
            return Any.INSTANCE;
        }
        var parts = text.split(":", SEGMENTS);
        if (parts.length < SEGMENTS) {
            return new Shortened(padded(parts), text.indexOf('*') >= 0, text.endsWith("*"));
        }
        return compile(parts, hasVariables);
    }

    private static ResourcePattern padded(String[] parts) {
        var padded = Arrays.copyOf(parts, SEGMENTS);
        Arrays.fill(padded, parts.length, SEGMENTS, "*");
        return compile(padded, false);
    }

    private static ResourcePattern compile(String[] parts, boolean hasVariables) {
        // rule 6.1: variables only after the fifth colon
        var last = hasVariables ? Template.parse(parts[5]) : Template.literal(parts[5]);
        var first = List.of(parts).subList(0, SEGMENTS - 1);
        boolean isLiteral = first.stream().noneMatch(ResourcePattern::hasWildcard);
        if (isLiteral && last.isStatic()) {
            var tokens = new Tokens(Integer.MAX_VALUE);
            tokens.literal(String.join(":", first) + ":");
            last.fill(tokens, Context.empty());
            return new Whole(Glob.of(tokens.toArray()));
        }
        var resource = new PatternSource(last);
        return new Divided(first.stream().map(Glob::compile).toArray(Glob[]::new), resource);
    }

    private static boolean hasWildcard(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    /** Nothing but stars: matches every resource, also the request resource {@code *} (rule 4.6). */
    enum Any implements ResourcePattern {
        INSTANCE;

        @Override
        public Outcome matches(PreparedRequest request, ShortArns shortArns) {
            return Outcome.MATCH;
        }

        @Override
        public String prefix() {
            return "";
        }
    }

    /**
     * Without wildcards and variables before the fifth colon, and without variables after it. A resource that begins with the
     * pattern's five colons has them where the pattern has its own, so that no wildcard can reach over one (rule 4.1).
     */
    record Whole(Glob glob) implements ResourcePattern {
        @Override
        public String prefix() {
            return glob.head().substring(Segments.startOfLast(glob.head()));
        }

        @Override
        public Outcome matches(PreparedRequest request, ShortArns shortArns) {
            return glob.matches(request.resource()) ? Outcome.MATCH : Outcome.NO_MATCH;
        }
    }

    /** Compared segment by segment: the first five, and all after the fifth colon. */
    final class Divided implements ResourcePattern {
        private final Glob[] segments;
        private final PatternSource resource;

        private Divided(Glob[] segments, PatternSource resource) {
            this.segments = segments;
            this.resource = resource;
        }

        @Override
        public Outcome matches(PreparedRequest request, ShortArns shortArns) {
            var ends = request.segments();
            if (ends == null || !matchesFirst(request.resource(), ends)) {
                return Outcome.NO_MATCH;
            }
            return resource.matches(
                    request.resource(),
                    ends.start(SEGMENTS - 1),
                    request.resource().length(),
                    request.context());
        }

        private boolean matchesFirst(String text, Segments ends) {
            for (int i = 0; i < segments.length; i++) {
                if (!segments[i].matches(text, ends.start(i), ends.end(i, text.length()))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String prefix() {
            return resource.prefix();
        }

        @Override
        public void forEachVariable(Consumer<String> action) {
            resource.forEachVariable(action);
        }
    }

    /** With fewer than six segments: what that means depends on the layer (rule 4.3). */
    final class Shortened implements ResourcePattern {
        private final ResourcePattern padded;
        private final boolean hasStar;
        private final boolean endsWithStar;

        private Shortened(ResourcePattern padded, boolean hasStar, boolean endsWithStar) {
            this.padded = padded;
            this.hasStar = hasStar;
            this.endsWithStar = endsWithStar;
        }

        @Override
        public Outcome matches(PreparedRequest request, ShortArns shortArns) {
            return isPadded(shortArns) ? padded.matches(request, shortArns) : Outcome.NO_MATCH;
        }

        private boolean isPadded(ShortArns shortArns) {
            return switch (shortArns) {
                case PAD -> true;
                case PAD_IF_WILDCARD -> hasStar;
                case PAD_IF_TRAILING_STAR -> endsWithStar;
                case NEVER_MATCH -> false;
            };
        }

        @Override
        public String prefix() {
            return "";
        }
    }
}
