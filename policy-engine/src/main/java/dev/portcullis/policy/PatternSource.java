// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.function.Consumer;

/** A wildcard pattern that is fixed, or known only when a request's variables are. */
sealed interface PatternSource {
    static PatternSource of(Template template) {
        return template.isStatic() ? new Fixed(Glob.of(template.pattern())) : new Variable(template);
    }

    static List<PatternSource> all(List<Template> templates) {
        return templates.stream().map(PatternSource::of).toList();
    }

    /** The literal text that every matching text begins with. */
    String prefix();

    /** Whether the pattern matches {@code text} from {@code from} to {@code to}; not if a variable has no value (rule 6.7). */
    boolean matches(String text, int from, int to, Context context);

    /** Whether each variable has a value. */
    boolean isResolved(Context context);

    /** Hands over each variable's name as it is spelled. */
    void forEachVariable(Consumer<String> action);

    /** Without variables. */
    record Fixed(Glob glob) implements PatternSource {
        @Override
        public String prefix() {
            return glob.head();
        }

        @Override
        public boolean matches(String text, int from, int to, Context context) {
            return glob.matches(text, from, to);
        }

        @Override
        public boolean isResolved(Context context) {
            return true;
        }

        @Override
        public void forEachVariable(Consumer<String> action) {}
    }

    /** To be filled in for each request. */
    record Variable(Template template) implements PatternSource {
        @Override
        public String prefix() {
            return Glob.of(template.fixedStart()).head();
        }

        @Override
        public boolean matches(String text, int from, int to, Context context) {
            var tokens = new Tokens(to - from);
            if (!template.fill(tokens, context)) {
                return false;
            }
            var pattern = tokens.toArray();
            return !tokens.isTooLong() && Glob.matches(pattern, 0, pattern.length, text, from, to);
        }

        @Override
        public boolean isResolved(Context context) {
            return template.isResolved(context);
        }

        @Override
        public void forEachVariable(Consumer<String> action) {
            template.forEachVariable(action);
        }
    }
}
