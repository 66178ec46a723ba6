// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;

/** Policies that count as one: an Allow or a Deny of any of them is one of the pool (rule 10.1). */
final class Pool {
    private final Policy[] policies;

    Pool(List<Policy> policies) {
        this.policies = policies.toArray(Policy[]::new);
    }

    Policy[] policies() {
        return policies;
    }

    /** Whether some statement of the given effect applies, in a layer whose policies name no principals. */
    boolean has(Effect effect, PreparedRequest request, Layer layer) {
        for (var policy : policies) {
            for (var statement : policy.statements(effect)) {
                if (statement.applies(request, layer)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How directly, at best, a statement of the given effect that applies names the caller. */
    MatchLevel level(Effect effect, PreparedRequest request, Layer layer, boolean hasBoundary) {
        var best = MatchLevel.NONE;
        for (var policy : policies) {
            for (var statement : policy.statements(effect)) {
                var level = statement.level(request, layer, hasBoundary);
                if (level.compareTo(best) > 0 && statement.applies(request, layer)) {
                    best = level;
                }
                if (best == MatchLevel.DIRECT) {
                    return best;
                }
            }
        }
        return best;
    }
}
