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
    private static final @Nullable Entry[] NO_ENTRIES = new Entry[16];

    /** One action with the statements that speak of it. */
    private record Entry(ActionName action, Candidates allows, Candidates denies, boolean isIndexed) {
        Candidates of(Effect effect) {
            return effect == Effect.ALLOW ? allows : denies;
        }

        Entry indexed() {
            return new Entry(action, allows.indexed(), denies.indexed(), true);
        }
    }

    private final Policy[] policies;
    private final boolean hasAllows;
    private final boolean hasDenies;
    /**
     * A hash table with open addressing, at most half full. What is published is never changed but replaced, by whoever works
     * out an action; of two who do so at once one may lose its entry, which does no harm.
     */
    private @Nullable Entry[] slots = NO_ENTRIES;

    Pool(List<Policy> policies) {
        this.policies = policies.toArray(Policy[]::new);
        this.hasAllows = has(Effect.ALLOW);
        this.hasDenies = has(Effect.DENY);
    }

    private boolean has(Effect effect) {
        for (var policy : policies) {
            if (policy.statements(effect).length > 0) {
                return true;
            }
        }
        return false;
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
        if (known != null && known.isIndexed) {
            return known;
        }
        var entry = known == null ? workOut(request) : known.indexed();
        slots = with(entry, now);
        return entry;
    }

    private Entry workOut(PreparedRequest request) {
        return new Entry(
                request.action(),
                Candidates.unsorted(statements(Effect.ALLOW, request)),
                Candidates.unsorted(statements(Effect.DENY, request)),
                false);
    }

    /** The statements of an effect that speak of the request's action. */
    private List<Statement> statements(Effect effect, PreparedRequest request) {
        var found = new ArrayList<Statement>();
        for (var policy : policies) {
            for (var statement : policy.statements(effect)) {
                if (statement.actions().matches(request)) {
                    found.add(statement);
                }
            }
        }
        return found;
    }

    private static @Nullable Entry[] with(Entry entry, @Nullable Entry[] known) {
        int count = 0;
        for (var each : known) {
            count += each == null ? 0 : 1;
        }
        boolean isFull = count == MAX_ACTIONS;
        boolean isCrowded = (count + 1) * 2 > known.length;
        var slots = new Entry[isFull ? NO_ENTRIES.length : isCrowded ? known.length * 2 : known.length];
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
