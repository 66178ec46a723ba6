// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one effect by the actions they speak of. What an action comes to is worked out when it is first asked
 * about, wildcards and all, and kept. A bounded number of actions is kept, so that made-up ones cost time but no memory.
 */
final class ActionIndex {
    private static final int MAX_ACTIONS = 512;
    private static final int SLOTS = 16;

    /** One action with what it comes to. */
    private record Entry(String action, Candidates candidates) {}

    /** A hash table with open addressing, at most half full; what is published is never changed. */
    private static final class Table {
        final @Nullable Entry[] slots;
        final int count;

        Table(@Nullable Entry[] slots, int count) {
            this.slots = slots;
            this.count = count;
        }

        @Nullable
        Entry find(String action) {
            int mask = slots.length - 1;
            for (int i = spread(action) & mask; ; i = (i + 1) & mask) {
                var entry = slots[i];
                if (entry == null || entry.action.equals(action)) {
                    return entry;
                }
            }
        }

        Table with(Entry entry) {
            if (count == MAX_ACTIONS) {
                return new Table(new Entry[SLOTS], 0).with(entry);
            }
            boolean isCrowded = (count + 1) * 2 > slots.length;
            var larger = new Entry[isCrowded ? slots.length * 2 : slots.length];
            for (var each : slots) {
                if (each != null) {
                    put(larger, each);
                }
            }
            put(larger, entry);
            return new Table(larger, count + 1);
        }

        private static void put(@Nullable Entry[] slots, Entry entry) {
            int mask = slots.length - 1;
            int i = spread(entry.action) & mask;
            while (slots[i] != null) {
                i = (i + 1) & mask;
            }
            slots[i] = entry;
        }

        private static int spread(String action) {
            int hash = action.hashCode();
            return hash ^ hash >>> 16;
        }
    }

    private final Statement[] statements;
    /** Replaced by whoever works out an action; of two who do so at once one may lose its entry, which does no harm. */
    private Table table = new Table(new Entry[SLOTS], 0);

    ActionIndex(Statement[] statements) {
        this.statements = statements;
    }

    boolean isEmpty() {
        return statements.length == 0;
    }

    /** The statements that speak of the request's action. */
    Candidates of(PreparedRequest request) {
        var known = table.find(request.action());
        return known == null ? workOut(request) : known.candidates;
    }

    private Candidates workOut(PreparedRequest request) {
        var candidates = Candidates.of(Arrays.stream(statements)
                .filter(statement -> statement.actions().matches(request))
                .toList());
        var now = table;
        if (now.find(request.action()) == null) {
            table = now.with(new Entry(request.action(), candidates));
        }
        return candidates;
    }
}
