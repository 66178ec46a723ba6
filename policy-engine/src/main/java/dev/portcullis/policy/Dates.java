// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dates of rule 8.2: {@code YYYY}, {@code YYYY-MM}, {@code YYYY-MM-DD}, these with {@code Thh:mm[:ss[.fff]]} and
 * {@code Z} or {@code ±hh:mm} (none means UTC), or whole seconds since 1970. Four digits are a year.
 */
final class Dates {
    private static final int MAX_EPOCH_DIGITS = 11;

    private final String text;
    private int at;

    private Dates(String text) {
        this.text = text;
    }

    /** The instant that the text names; null if it names none. */
    static @Nullable Instant parse(String text) {
        try {
            return isEpoch(text) ? Instant.ofEpochSecond(Long.parseLong(text)) : new Dates(text).date();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whole seconds, perhaps with a sign before them. */
    private static boolean isEpoch(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        boolean isYear = text.length() == 4 && start == 0;
        return !isYear && text.length() - start <= MAX_EPOCH_DIGITS && isDigits(text, start, text.length());
    }

    private static boolean isDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }

    private @Nullable Instant date() {
        int year = digits(4);
        int month = take('-') ? digits(2) : 1;
        int day = at == 7 && take('-') ? digits(2) : 1;
        if (isMalformed()) {
            return null;
        }
        var date = LocalDate.of(year, month, day);
        var time = LocalTime.MIDNIGHT;
        var zone = ZoneOffset.UTC;
        if (at == 10 && take('T')) {
            time = time();
            zone = zone();
        }
        return isMalformed() || at < text.length() ? null : date.atTime(time).toInstant(zone);
    }

    private LocalTime time() {
        int hour = digits(2);
        int minute = take(':') ? digits(2) : fail();
        int second = take(':') ? digits(2) : 0;
        boolean hasSeconds = !isMalformed() && at == 19;
        int nanos = hasSeconds && take('.') ? fraction() : 0;
        return isMalformed() ? LocalTime.MIDNIGHT : LocalTime.of(hour, minute, second, nanos);
    }

    private int fraction() {
        int nanos = 0;
        int count = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && count < 10) {
            nanos = nanos * 10 + text.charAt(at++) - '0';
            count++;
        }
        if (count == 0 || count > 9) {
            return fail();
        }
        for (; count < 9; count++) {
            nanos *= 10;
        }
        return nanos;
    }

    private ZoneOffset zone() {
        if (isMalformed() || at == text.length() || take('Z')) {
            return ZoneOffset.UTC;
        }
        int sign = take('-') ? -1 : take('+') ? 1 : fail();
        int hours = digits(2);
        int minutes = take(':') ? digits(2) : fail();
        return isMalformed() ? ZoneOffset.UTC : ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private int digits(int count) {
        if (isMalformed() || at + count > text.length()) {
            return fail();
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(at++);
            if (c < '0' || c > '9') {
                return fail();
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    private boolean take(char c) {
        if (!isMalformed() && at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private int fail() {
        at = -1;
        return 0;
    }

    private boolean isMalformed() {
        return at < 0;
    }
}
