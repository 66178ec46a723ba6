// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Policies that count as one: an Allow or a Deny of any of them is one of the pool (rule 10.1). Which statements speak of an
 * action is worked out when it is first asked about, wildcards and all, and kept. A bounded number of actions is kept, so that
 * made-up ones cost time but no memory.
 */
final class Pool {
    private static final int MAX_ACTIONS = 512;
    private static final int SLOTS = 16;

    /** One action with the statements that speak of it. */
    private record Entry(ActionName action, Candidates allows, Candidates denies) {
        Candidates of(Effect effect) {
            return effect == Effect.ALLOW ? allows : denies;
        }
    }

    private final Policy[] policies;
    private final boolean hasAllows;
    private final boolean hasDenies;
    /**
     * A hash table with open addressing, at most half full. What is published is never changed but replaced, by whoever works
     * out an action; of two who do so at once one may lose its entry, which does no harm.
     */
    private @Nullable Entry[] slots = new Entry[SLOTS];

    Pool(List<Policy> policies) {
        this.policies = policies.toArray(Policy[]::new);
        this.hasAllows = has(Effect.ALLOW);
        this.hasDenies = has(Effect.DENY);
    }

    private boolean has(Effect effect) {
        return Arrays.stream(policies).anyMatch(policy -> policy.statements(effect).length > 0);
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
        return isEmpty ? MatchLevel.NONE : candidates(request).of(effect).level(request, layer, hasBoundary, enough);
    }

    private Entry candidates(PreparedRequest request) {
        var now = slots;
        var known = now[slot(now, request.action())];
        return known == null ? workOut(request) : known;
    }

    private Entry workOut(PreparedRequest request) {
        var entry = new Entry(request.action(), candidates(Effect.ALLOW, request), candidates(Effect.DENY, request));
        slots = with(entry, slots);
        return entry;
    }

    private Candidates candidates(Effect effect, PreparedRequest request) {
        return Candidates.of(Arrays.stream(policies)
                .flatMap(policy -> Arrays.stream(policy.statements(effect)))
                .filter(statement -> statement.actions().matches(request))
                .toList());
    }

    private static @Nullable Entry[] with(Entry entry, @Nullable Entry[] known) {
        int count = 0;
        for (var each : known) {
            count += each == null ? 0 : 1;
        }
        boolean isFull = count == MAX_ACTIONS;
        boolean isCrowded = (count + 1) * 2 > known.length;
        var slots = new Entry[isFull ? SLOTS : isCrowded ? known.length * 2 : known.length];
        for (var each : known) {
            if (each != null && !isFull) {
                slots[slot(slots, each.action)] = each;
            }
        }
        slots[slot(slots, entry.action)] = entry;
        return slots;
    }

    /** The slot that has the action, or the free one where it belongs. */
    private static int slot(@Nullable Entry[] slots, ActionName action) {
        int mask = slots.length - 1;
        int i = action.hash() & mask;
        while (true) {
            var entry = slots[i];
            if (entry == null || entry.action.is(action)) {
                return i;
            }
            i = (i + 1) & mask;
        }
    }
}
