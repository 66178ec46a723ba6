// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Policies that count as one: an Allow or a Deny of any of them is one of the pool (rule 10.1). Which statements speak of an
 * action is worked out when it is first asked about, wildcards and all, and kept; when it is asked about again, they are indexed.
 * So a pool made for one question costs little, and one that is kept answers quickly. A bounded number of actions is kept, so that
 * made-up ones cost time but no memory.
 */
final class Pool {
    private static final int MAX_ACTIONS = 512;
    private static final @Nullable Candidates[] NOTHING_KNOWN = new Candidates[16];

    private final Policy[] policies;
    private final boolean isEmpty;
    /**
     * A hash table with open addressing, at most half full. What is published is never changed but replaced, by whoever works
     * out an action; of two who do so at once one may lose its entry, which then is worked out again.
     */
    private @Nullable Candidates[] slots = NOTHING_KNOWN;
    /** Made when the first action is indexed; threads may race to make equal ones. */
    private @Nullable FindablePatterns patterns;

    Pool(List<Policy> policies) {
        this.policies = policies.toArray(Policy[]::new);
        this.isEmpty = policies.stream().allMatch(it -> it.size() == 0);
    }

    Policy[] policies() {
        return policies;
    }

    /**
     * What the policies say, as policies of the given layer, together with what others said, which is no Deny. Where those allow
     * already, only a Deny is looked for.
     *
     * @param hasBoundary whether the caller has a permissions boundary, which counts in a resource's policy (rule 10.8)
     */
    Answer answer(Answer said, PreparedRequest request, Layer layer, boolean hasBoundary) {
        return isEmpty ? said : candidates(request.action()).answer(said, request, layer, hasBoundary);
    }

    /** What the policies would say without their Deny statements: so seldom asked that nothing is kept for it. */
    Answer answerWithoutDenies(PreparedRequest request, Layer layer) {
        var best = Answer.SILENT;
        for (var statement : statements(request.action())) {
            if (statement.effect() == Effect.ALLOW) {
                best = best.orStronger(statement.answer(request, layer, false));
            }
        }
        return best;
    }

    private Candidates candidates(ActionName action) {
        var now = slots;
        var known = find(now, action);
        if (known != null && known.isIndexed()) {
            return known;
        }
        var found = known == null
                ? Candidates.unsorted(action, statements(action))
                : Candidates.indexed(patterns(), action);
        slots = with(found, now);
        return found;
    }

    /** The statements that speak of the action. */
    private List<Statement> statements(ActionName action) {
        var found = new ArrayList<Statement>();
        for (var policy : policies) {
            for (var statement : policy.statements()) {
                if (statement.speaksOf(action)) {
                    found.add(statement);
                }
            }
        }
        return found;
    }

    private FindablePatterns patterns() {
        var known = patterns;
        if (known == null) {
            known = FindablePatterns.of(policies);
            patterns = known;
        }
        return known;
    }

    private static @Nullable Candidates[] with(Candidates found, @Nullable Candidates[] known) {
        int count = 0;
        for (var each : known) {
            count += each == null ? 0 : 1;
        }
        boolean isFull = count == MAX_ACTIONS;
        boolean isCrowded = (count + 1) * 2 > known.length;
        var slots = new Candidates[isFull ? NOTHING_KNOWN.length : isCrowded ? known.length * 2 : known.length];
        for (var each : known) {
            if (each != null && !isFull) {
                put(slots, each);
            }
        }
        put(slots, found);
        return slots;
    }

    /** What is known of the action. Each slot is read once: another thread may fill it meanwhile, perhaps with another action. */
    private static @Nullable Candidates find(@Nullable Candidates[] slots, ActionName action) {
        int mask = slots.length - 1;
        for (int i = action.hash() & mask; ; i = (i + 1) & mask) {
            var known = slots[i];
            if (known == null || known.action().is(action)) {
                return known;
            }
        }
    }

    /** Puts what is known of an action in place of what was, or where it belongs. */
    private static void put(@Nullable Candidates[] slots, Candidates found) {
        int mask = slots.length - 1;
        int i = found.action().hash() & mask;
        for (var known = slots[i]; known != null && !known.action().is(found.action()); known = slots[i]) {
            i = (i + 1) & mask;
        }
        slots[i] = found;
    }
}
