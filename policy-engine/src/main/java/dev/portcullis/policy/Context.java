// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of condition keys for one request (section 9). A key is present with at least one value, or absent; names
 * are compared ignoring case. A value may be given as a supplier, which is asked at most when a policy refers to the
 * key and must answer the same each time. One that throws makes the engine throw the same: no decision, so nothing is allowed,
 * and no statement is skipped (rule 10.2). It is asked again the next time.
 */
public final class Context {
    private static final int SLOTS = 16;
    /** How far from its place an entry is put at most; keys made to collide are kept apart, in a map that they cannot slow down. */
    private static final int MAX_STEPS = 8;

    private static final int NO_SLOT = -1;
    private static final Context EMPTY = builder().build();

    /** A hash table with open addressing, at most half full. */
    private final @Nullable ContextEntry[] slots;
    /** The entries that found no slot near their place. */
    private final Map<String, ContextEntry> crowded;

    private Context(@Nullable ContextEntry[] slots, Map<String, ContextEntry> crowded) {
        this.slots = slots;
        this.crowded = crowded;
    }

    /** A key's values, and whether the key is multivalued by nature: such a key cannot be a policy variable (rule 6.4). */
    public record Value(List<String> texts, boolean isMultivalued) {
        public Value {
            texts = List.copyOf(texts);
        }
    }

    public static Context empty() {
        return EMPTY;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The key's value; empty if the key is absent or has an empty list (rule 7.3). {@code key} in any case. */
    public Optional<Value> value(String key) {
        var entry = entry(LowerCase.of(key));
        return entry == null ? Optional.empty() : Optional.of(entry.value());
    }

    /** The key's entry if it has at least one value; {@code key} in lower case. */
    @Nullable
    ContextEntry entry(String key) {
        int slot = slot(slots, key);
        var entry = slot == NO_SLOT ? crowded.get(key) : slots[slot];
        return entry == null || entry.isEmpty() ? null : entry;
    }

    /** The names of the keys given, in lower case, in no particular order. */
    public Iterable<String> keys() {
        var keys = new ArrayList<>(crowded.keySet());
        for (var entry : slots) {
            if (entry != null) {
                keys.add(entry.key());
            }
        }
        return Collections.unmodifiableList(keys);
    }

    /** The slot that has the key or, if none does, the one where it belongs; {@link #NO_SLOT} if all of those are taken. */
    private static int slot(@Nullable ContextEntry[] slots, String key) {
        int hash = key.hashCode();
        int place = hash ^ hash >>> 16;
        for (int step = 0; step < MAX_STEPS; step++) {
            int slot = (place + step) & (slots.length - 1);
            var entry = slots[slot];
            if (entry == null || entry.key().equals(key)) {
                return slot;
            }
        }
        return NO_SLOT;
    }

    /**
     * Collects values; the last one given for a key counts. A supplier is asked at most when a policy refers to its key; what it throws
     * passes through the engine to whoever asked for the decision.
     */
    public static final class Builder {
        private @Nullable ContextEntry[] slots = new ContextEntry[SLOTS];
        private Map<String, ContextEntry> crowded = Map.of();
        private int count;
        /** Whether a context was built of what is here: then it is no longer ours to change. */
        private boolean isBuilt;

        private Builder() {}

        public Builder put(String key, String value) {
            return put(ContextEntry.of(LowerCase.of(key), Objects.requireNonNull(value)));
        }

        public Builder putAll(String key, List<String> texts) {
            return put(key, new Value(texts, true));
        }

        public Builder put(String key, Value value) {
            return put(ContextEntry.of(LowerCase.of(key), Objects.requireNonNull(value)));
        }

        public Builder put(String key, Supplier<Value> value) {
            return put(ContextEntry.of(LowerCase.of(key), value));
        }

        private Builder put(ContextEntry entry) {
            if (isBuilt) {
                slots = slots.clone();
                crowded = new HashMap<>(crowded);
                isBuilt = false;
            }
            if (count * 2 >= slots.length) {
                grow();
            }
            place(entry);
            return this;
        }

        private void place(ContextEntry entry) {
            int slot = slot(slots, entry.key());
            if (slot == NO_SLOT) {
                crowded = crowded.isEmpty() ? new HashMap<>() : crowded;
                crowded.put(entry.key(), entry);
            } else {
                count += slots[slot] == null ? 1 : 0;
                slots[slot] = entry;
            }
        }

        private void grow() {
            var before = slots;
            var apart = crowded.values();
            slots = new ContextEntry[before.length * 2];
            crowded = Map.of();
            count = 0;
            for (var entry : before) {
                if (entry != null) {
                    place(entry);
                }
            }
            apart.forEach(this::place);
        }

        public Context build() {
            isBuilt = true;
            return new Context(slots, crowded);
        }
    }
}
