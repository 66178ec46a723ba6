// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A wildcard pattern that is fixed, or known only when a request's variables are. */
final class PatternSource {
    /** What matching came to; {@code UNRESOLVED} when a variable has no value (rule 6.7). */
    enum Outcome {
        MATCH,
        NO_MATCH,
        UNRESOLVED
    }

    private final @Nullable Glob fixed;
    private final Template template;

    PatternSource(Template template) {
        this.template = template;
        this.fixed = template.isStatic() ? Glob.of(Objects.requireNonNull(template.pattern(Context.empty()))) : null;
    }

    static List<PatternSource> all(List<Template> templates) {
        return templates.stream().map(PatternSource::new).toList();
    }

    /** The pattern, if it does not depend on the request. */
    @Nullable
    Glob fixed() {
        return fixed;
    }

    Outcome matches(String text, int from, int to, Context context) {
        if (fixed != null) {
            return fixed.matches(text, from, to) ? Outcome.MATCH : Outcome.NO_MATCH;
        }
        var tokens = template.pattern(context);
        if (tokens == null) {
            return Outcome.UNRESOLVED;
        }
        return Glob.matches(tokens, 0, tokens.length, text, from, to) ? Outcome.MATCH : Outcome.NO_MATCH;
    }

    void forEachVariable(Consumer<String> action) {
        template.forEachVariable(action);
    }
}
