// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key's value in one request, with what the operators' types make of its first text, worked out at most when first
 * needed. Threads may race to do so: what they store is immutable and equal.
 */
final class ContextEntry {
    private static final Object NOT_OF_THE_TYPE = new Object();

    private final String key;
    private final @Nullable Supplier<Context.Value> supplier;
    /** The text of a value with just one; null while nobody has looked, and of other values. */
    private @Nullable String only;
    /** Null while nobody has asked for it. */
    private Context.@Nullable Value value;

    private @Nullable Object number;
    private @Nullable Object instant;
    private @Nullable Object address;

    private ContextEntry(
            String key,
            @Nullable Supplier<Context.Value> supplier,
            @Nullable String only,
            Context.@Nullable Value value) {
        this.key = key;
        this.supplier = supplier;
        this.only = only;
        this.value = value;
    }

    /** The entry of a key, in lower case, whose value is asked for when needed. */
    static ContextEntry of(String key, Supplier<Context.Value> supplier) {
        return new ContextEntry(key, supplier, null, null);
    }

    static ContextEntry of(String key, Context.Value value) {
        return new ContextEntry(key, null, null, value);
    }

    /** The entry of a key, in lower case, that is single-valued by nature. */
    static ContextEntry of(String key, String text) {
        return new ContextEntry(key, null, text, null);
    }

    String key() {
        return key;
    }

    Context.Value value() {
        var known = value;
        if (known == null) {
            var text = only;
            known = supplier != null
                    ? supplier.get()
                    : new Context.Value(text == null ? List.of() : List.of(text), false);
            value = known;
        }
        return known;
    }

    /** The value's text, if it has exactly one. */
    @Nullable
    String only() {
        var known = only;
        if (known == null && value().texts().size() == 1) {
            known = value().texts().getFirst();
            only = known;
        }
        return known;
    }

    boolean isEmpty() {
        return only() == null && value().texts().isEmpty();
    }

    /** Whether the key is multivalued by nature; one given as a single text is not. */
    boolean isMultivalued() {
        return (value != null || supplier != null) && value().isMultivalued();
    }

    /** The first text as a decimal number; null if it is none. */
    @Nullable
    BigDecimal number() {
        var known = number;
        if (known == null) {
            known = orMark(Values.number(first()));
            number = known;
        }
        return known instanceof BigDecimal it ? it : null;
    }

    /** The first text as a date; null if it is none. */
    @Nullable
    Instant instant() {
        var known = instant;
        if (known == null) {
            known = orMark(Dates.parse(first()));
            instant = known;
        }
        return known instanceof Instant it ? it : null;
    }

    /** The first text as an IP address; null if it is none. */
    @Nullable
    IpAddress address() {
        var known = address;
        if (known == null) {
            known = orMark(IpAddress.parse(first()));
            address = known;
        }
        return known instanceof IpAddress it ? it : null;
    }

    private String first() {
        var known = only;
        return known == null ? value().texts().getFirst() : known;
    }

    private static Object orMark(@Nullable Object parsed) {
        return parsed == null ? NOT_OF_THE_TYPE : parsed;
    }
}
