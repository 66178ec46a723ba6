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

    private final @Nullable Supplier<Context.Value> supplier;
    private Context.@Nullable Value value;
    private @Nullable Object number;
    private @Nullable Object instant;
    private @Nullable Object address;

    ContextEntry(Supplier<Context.Value> supplier) {
        this.supplier = supplier;
    }

    ContextEntry(Context.Value value) {
        this.supplier = null;
        this.value = value;
    }

    Context.Value value() {
        var known = value;
        if (known == null) {
            known = supplier == null ? new Context.Value(List.of(), false) : supplier.get();
            value = known;
        }
        return known;
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
        return value().texts().getFirst();
    }

    private static Object orMark(@Nullable Object parsed) {
        return parsed == null ? NOT_OF_THE_TYPE : parsed;
    }
}
