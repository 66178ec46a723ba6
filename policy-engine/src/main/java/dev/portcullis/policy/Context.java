// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The values of condition keys for one request (section 9). A key is present with at least one value, or absent; names
 * are compared ignoring case. A value may be given as a supplier, which is asked at most when a policy refers to the
 * key and must answer the same each time.
 */
public final class Context {
    private static final Context EMPTY = new Context(Map.of());

    private final Map<String, Supplier<Value>> values;

    private Context(Map<String, Supplier<Value>> values) {
        this.values = values;
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
        var supplier = values.get(key.toLowerCase(Locale.ROOT));
        return supplier == null
                ? Optional.empty()
                : Optional.of(supplier.get()).filter(v -> !v.texts().isEmpty());
    }

    /** The names of the keys given, in lower case. */
    public Iterable<String> keys() {
        return values.keySet();
    }

    /** Collects values; the last one given for a key counts. */
    public static final class Builder {
        private final Map<String, Supplier<Value>> values = new TreeMap<>();

        private Builder() {}

        public Builder put(String key, String value) {
            var single = new Value(List.of(value), false);
            return put(key, () -> single);
        }

        public Builder putAll(String key, List<String> texts) {
            var many = new Value(texts, true);
            return put(key, () -> many);
        }

        public Builder put(String key, Supplier<Value> value) {
            values.put(key.toLowerCase(Locale.ROOT), value);
            return this;
        }

        public Context build() {
            return new Context(Map.copyOf(values));
        }
    }
}
