// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of condition keys for one request (section 9). A key is present with at least one value, or absent; names
 * are compared ignoring case. A value may be given as a supplier, which is asked at most when a policy refers to the
 * key and must answer the same each time.
 */
public final class Context {
    private static final Context EMPTY = new Context(Map.of());

    private final Map<String, ContextEntry> entries;

    private Context(Map<String, ContextEntry> entries) {
        this.entries = entries;
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
        var entry = entry(key.toLowerCase(Locale.ROOT));
        return entry == null ? Optional.empty() : Optional.of(entry.value());
    }

    /** The key's entry if it has at least one value; {@code key} in lower case. */
    @Nullable
    ContextEntry entry(String key) {
        var entry = entries.get(key);
        return entry == null || entry.value().texts().isEmpty() ? null : entry;
    }

    /** The names of the keys given, in lower case. */
    public Iterable<String> keys() {
        return entries.keySet();
    }

    /** Collects values; the last one given for a key counts. A supplier is asked at most when a policy refers to its key. */
    public static final class Builder {
        private final Map<String, ContextEntry> entries = new HashMap<>();

        private Builder() {}

        public Builder put(String key, String value) {
            return put(key, new Value(List.of(value), false));
        }

        public Builder putAll(String key, List<String> texts) {
            return put(key, new Value(texts, true));
        }

        public Builder put(String key, Value value) {
            entries.put(key.toLowerCase(Locale.ROOT), new ContextEntry(value));
            return this;
        }

        public Builder put(String key, Supplier<Value> value) {
            entries.put(key.toLowerCase(Locale.ROOT), new ContextEntry(value));
            return this;
        }

        public Context build() {
            return entries.isEmpty() ? EMPTY : new Context(new HashMap<>(entries));
        }
    }
}
