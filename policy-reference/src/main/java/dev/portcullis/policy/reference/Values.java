// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Section 8: the texts of typed condition values. What cannot be read is empty. */
final class Values {
    private static final Pattern DATE = Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2})"
            + "(?:T(\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)(Z|[+-]\\d{2}:\\d{2})?)?)?)?");

    private Values() {}

    /** A decimal number: digits with an optional sign, fraction and exponent, no longer than any number one would write. */
    static Optional<BigDecimal> number(String text) {
        return text.length() <= 64 && text.matches("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    /** Rules 8.2 and 14.20: a date of ISO 8601, or whole seconds since 1970; four digits are a year. */
    static Optional<Instant> date(String text) {
        var form = DATE.matcher(text);
        try {
            if (form.matches()) {
                return Optional.of(instant(form.group(1), form.group(2), form.group(3), form.group(4), form.group(5)));
            }
            return text.matches("-?[0-9]{1,11}")
                    ? Optional.of(Instant.ofEpochSecond(Long.parseLong(text)))
                    : Optional.empty();
        } catch (DateTimeException impossibleDate) {
            return Optional.empty();
        }
    }

    private static Instant instant(
            String year, @Nullable String month, @Nullable String day, @Nullable String time, @Nullable String zone) {
        var inMonth = YearMonth.of(Integer.parseInt(year), month == null ? 1 : Integer.parseInt(month));
        LocalDate date = inMonth.atDay(day == null ? 1 : Integer.parseInt(day));
        var timeOfDay = time == null ? LocalTime.MIDNIGHT : LocalTime.parse(time);
        return date.atTime(timeOfDay).toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone));
    }

    static Optional<byte[]> bytes(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** An address: its value and how many bits its family has. */
    record Address(BigInteger value, int bits) {}

    record Range(Address first, int prefix) {
        /** Rule 8.3: same family and same leading bits; bits of the range beyond its prefix do not count. */
        boolean contains(Address address) {
            int rest = address.bits - prefix;
            return address.bits == first.bits && address.value.shiftRight(rest).equals(first.value.shiftRight(rest));
        }
    }

    /** Rules 8.3 and 14.18: {@code ADDRESS} or {@code ADDRESS/PREFIX}. */
    static Optional<Range> range(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return address(text).map(a -> new Range(a, a.bits));
        }
        var prefix = text.substring(slash + 1);
        return prefix.matches("[0-9]{1,3}")
                ? address(text.substring(0, slash))
                        .map(a -> new Range(a, Integer.parseInt(prefix)))
                        .filter(r -> r.prefix <= r.first.bits)
                : Optional.empty();
    }

    static Optional<Address> address(String text) {
        return text.contains(":") ? sixteen(text) : four(text).map(value -> new Address(value, 32));
    }

    private static Optional<BigInteger> four(String text) {
        if (!text.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}")) {
            return Optional.empty();
        }
        var value = BigInteger.ZERO;
        for (var part : text.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                return Optional.empty();
            }
            value = value.shiftLeft(8).or(BigInteger.valueOf(octet));
        }
        return Optional.of(value);
    }

    /** IPv6: eight groups, one run of zero groups may be {@code ::}, the last two groups may be an IPv4 address. */
    private static Optional<Address> sixteen(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text).filter(groups -> groups.size() == 8).map(Values::joined);
        }
        var head = groups(text.substring(0, gap));
        var tail = groups(text.substring(gap + 2));
        boolean dottedHead = text.substring(0, gap).contains(".");
        if (head.isEmpty()
                || tail.isEmpty()
                || dottedHead
                || head.get().size() + tail.get().size() > 7) {
            return Optional.empty();
        }
        var all = new ArrayList<>(head.get());
        while (all.size() + tail.get().size() < 8) {
            all.add(0);
        }
        all.addAll(tail.get());
        return Optional.of(joined(all));
    }

    private static Optional<List<Integer>> groups(String text) {
        var groups = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        var parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            var dotted = i == parts.length - 1 ? four(parts[i]) : Optional.<BigInteger>empty();
            if (dotted.isPresent()) {
                groups.add(dotted.get().shiftRight(16).intValue());
                groups.add(dotted.get().intValue() & 0xFFFF);
            } else if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    private static Address joined(List<Integer> groups) {
        var value = BigInteger.ZERO;
        for (int group : groups) {
            value = value.shiftLeft(16).or(BigInteger.valueOf(group));
        }
        return new Address(value, 128);
    }
}
