// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.function.Consumer;

/** One value of a {@code Resource} or {@code NotResource} element, compiled (section 4). */
sealed interface ResourcePattern {
    int SEGMENTS = 6;

    boolean matches(PreparedRequest request, ShortArns shortArns);

    /** Whether each variable of the pattern has a value. */
    default boolean isResolved(Context context) {
        return true;
    }

    /** Hands over the variables that the pattern refers to, as they are spelled. */
    default void forEachVariable(Consumer<String> action) {}

    static ResourcePattern compile(String text, boolean hasVariables) {
        if (!text.isEmpty() && text.chars().allMatch(c -> c == '*')) {
            return Any.INSTANCE;
        }
        int last = Segments.startOfLast(text);
        if (last >= 0) {
            return full(text, last, hasVariables);
        }
        var padded = text + ":*".repeat(SEGMENTS - text.split(":", SEGMENTS).length);
        return new Shortened(
                full(padded, Segments.startOfLast(padded), false), text.indexOf('*') >= 0, text.endsWith("*"));
    }

    private static Full full(String text, int last, boolean hasVariables) {
        var resource = text.substring(last);
        // rule 6.1: variables only after the fifth colon
        var template = hasVariables ? Template.parse(resource) : Template.literal(resource);
        return new Full(ArnStart.of(text.substring(0, last)), PatternSource.of(template));
    }

    /** Nothing but stars: matches every resource, also the request resource {@code *} (rule 4.6). */
    enum Any implements ResourcePattern {
        INSTANCE;

        @Override
        public boolean matches(PreparedRequest request, ShortArns shortArns) {
            return true;
        }
    }

    /** With all six segments: what the first five look like, and the rest, all after the fifth colon. */
    record Full(ArnStart start, PatternSource resource) implements ResourcePattern {
        @Override
        public boolean matches(PreparedRequest request, ShortArns shortArns) {
            var text = request.resource();
            return start.matches(request)
                    && resource.matches(text, request.lastSegment(), text.length(), request.context());
        }

        @Override
        public boolean isResolved(Context context) {
            return resource.isResolved(context);
        }

        /** The literal text that the sixth segment of every matching resource begins with; empty if it may begin otherwise. */
        String prefix() {
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
        public boolean matches(PreparedRequest request, ShortArns shortArns) {
            return isPadded(shortArns) && padded.matches(request, shortArns);
        }

        private boolean isPadded(ShortArns shortArns) {
            return switch (shortArns) {
                case PAD -> true;
                case PAD_IF_WILDCARD -> hasStar;
                case PAD_IF_TRAILING_STAR -> endsWithStar;
                case NEVER_MATCH -> false;
            };
        }
    }
}
