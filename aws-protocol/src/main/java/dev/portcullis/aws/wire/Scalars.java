// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** Reads numbers, booleans, moments and bytes from text, and nothing that only looks like them. */
public final class Scalars {
    private Scalars() {}

    public static int integer(String text, MemberPath path) {
        long number = number(text, path);
        if (number != (int) number) {
            throw bad("integer must be a decimal number of 32 bits", path);
        }
        return (int) number;
    }

    public static long number(String text, MemberPath path) {
        int digits = text.startsWith("-") ? 1 : 0;
        if (text.length() - digits < 1 || text.length() - digits > 19 || !areDigits(text, digits, text.length())) {
            throw bad("integer must be a decimal number", path);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw bad("integer must be a decimal number of 64 bits", path);
        }
    }

    public static Double floating(String text, MemberPath path) {
        switch (text) {
            case "NaN" -> {
                return Double.NaN;
            }
            case "Infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-Infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {}
        }
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                throw bad("number must be a decimal number", path);
            }
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw bad("number must be a decimal number", path);
        }
    }

    public static boolean bool(String text, MemberPath path) {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw bad("boolean must follow xsd1.1 definition", path);
        };
    }

    /** ISO 8601 with an offset, or seconds since 1970. */
    public static Instant timestamp(String text, MemberPath path) {
        try {
            int dot = text.indexOf('.');
            int sign = text.startsWith("-") ? 1 : 0;
            int secondsEnd = dot < 0 ? text.length() : dot;
            if (secondsEnd > sign && secondsEnd <= 12 && areDigits(text, sign, secondsEnd)) {
                return epochSeconds(text, dot, path);
            }
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            throw bad("timestamp must follow ISO8601", path);
        }
    }

    private static Instant epochSeconds(String text, int dot, MemberPath path) {
        Instant seconds = Instant.ofEpochSecond(Long.parseLong(text, 0, dot < 0 ? text.length() : dot, 10));
        if (dot < 0) {
            return seconds;
        }
        String fraction = text.substring(dot + 1);
        if (fraction.isEmpty() || fraction.length() > 9 || !areDigits(fraction, 0, fraction.length())) {
            throw bad("timestamp must follow ISO8601", path);
        }
        long nanos = Long.parseLong((fraction + "00000000").substring(0, 9));
        return text.startsWith("-") ? seconds.minusNanos(nanos) : seconds.plusNanos(nanos);
    }

    public static byte[] blob(String text, MemberPath path) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw bad("blob must be Base64", path);
        }
    }

    private static boolean areDigits(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static InvalidRequestException bad(String rule, MemberPath path) {
        return InvalidRequestException.malformed(rule + ": '" + path + "'");
    }
}
