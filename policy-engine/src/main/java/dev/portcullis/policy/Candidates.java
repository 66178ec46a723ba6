// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements of a pool that speak of an action: those to be looked at whatever the resource, and those to be found by it. */
final class Candidates {
    private final Statement[] allows;
    private final Statement[] denies;
    private final @Nullable ResourceIndex byResource;

    private final ActionName action;
    private final boolean isIndexed;

    private Candidates(
            ActionName action, List<Statement> anywhere, @Nullable ResourceIndex byResource, boolean isIndexed) {
        this.action = action;
        this.isIndexed = isIndexed;
        this.allows = having(Effect.ALLOW, anywhere);
        this.denies = having(Effect.DENY, anywhere);
        this.byResource = byResource;
    }

    private static Statement[] having(Effect effect, List<Statement> statements) {
        return statements.stream().filter(it -> it.effect() == effect).toArray(Statement[]::new);
    }

    /** All to be looked at, whatever the resource. */
    static Candidates unsorted(ActionName action, List<Statement> statements) {
        return new Candidates(action, statements, null, false);
    }

    /** Those of the action, sorted. */
    static Candidates indexed(FindablePatterns patterns, ActionName action) {
        var anywhere =
                patterns.others().stream().filter(it -> it.speaksOf(action)).toList();
        var byResource = ResourceIndex.of(patterns, action);
        return new Candidates(action, anywhere, byResource.isEmpty() ? null : byResource, true);
    }

    ActionName action() {
        return action;
    }

    boolean isIndexed() {
        return isIndexed;
    }

    /** What they say, as policies of the given layer, together with what others said, which is no Deny. */
    Answer answer(Answer said, PreparedRequest request, Layer layer, boolean hasBoundary) {
        for (var statement : denies) {
            if (statement.answer(request, layer, hasBoundary) == Answer.DENIES) {
                return Answer.DENIES;
            }
        }
        var best = said;
        for (var statement : allows) {
            best = best == Answer.ALLOWS ? best : best.orStronger(statement.answer(request, layer, hasBoundary));
        }
        return byResource == null ? best : byResource.answer(best, request, layer, hasBoundary);
    }
}
