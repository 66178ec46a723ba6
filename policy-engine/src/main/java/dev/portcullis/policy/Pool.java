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
    private final boolean hasAllows;
    private final boolean hasDenies;
    /**
     * A hash table with open addressing, at most half full. What is published is never changed but replaced, by whoever works
     * out an action; of two who do so at once one may lose its entry, which does no harm.
     */
    private @Nullable Candidates[] slots = NOTHING_KNOWN;
    /** Made when the first action is indexed; threads may race to make equal ones. */
    private @Nullable FindablePatterns patterns;

    Pool(List<Policy> policies) {
        this.policies = policies.toArray(Policy[]::new);
        this.hasAllows = policies.stream().anyMatch(it -> it.has(Effect.ALLOW));
        this.hasDenies = policies.stream().anyMatch(it -> it.has(Effect.DENY));
    }

    Policy[] policies() {
        return policies;
    }

    /** Whether some statement of the given effect applies to the request and names the caller. */
    boolean has(Effect effect, PreparedRequest request, Layer layer, boolean hasBoundary) {
        return level(effect, request, layer, hasBoundary, MatchLevel.ACCOUNT) != MatchLevel.NONE;
    }

    /** How directly, at best, a statement of the given effect that applies names the caller. */
    MatchLevel level(Effect effect, PreparedRequest request, Layer layer, boolean hasBoundary) {
        return level(effect, request, layer, hasBoundary, MatchLevel.DIRECT);
    }

    /** The best level found when {@code enough} was reached or no statement was left. */
    private MatchLevel level(
            Effect effect, PreparedRequest request, Layer layer, boolean hasBoundary, MatchLevel enough) {
        boolean isEmpty = effect == Effect.ALLOW ? !hasAllows : !hasDenies;
        return isEmpty
                ? MatchLevel.NONE
                : candidates(request.action()).level(effect, request, layer, hasBoundary, enough);
    }

    private Candidates candidates(ActionName action) {
        var now = slots;
        var known = now[slot(now, action)];
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
                slots[slot(slots, each.action())] = each;
            }
        }
        slots[slot(slots, found.action())] = found;
        return slots;
    }

    /** The slot that has the action, or the free one where it belongs. */
    private static int slot(@Nullable Candidates[] slots, ActionName action) {
        int mask = slots.length - 1;
        int i = action.hash() & mask;
        while (true) {
            var known = slots[i];
            if (known == null || known.action().is(action)) {
                return i;
            }
            i = (i + 1) & mask;
        }
    }
}
