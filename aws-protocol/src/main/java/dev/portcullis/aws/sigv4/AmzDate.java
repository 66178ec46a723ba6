// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Moments in ISO 8601 basic form, {@code 20261121T233300Z}, and in that of the {@code Date} header. */
final class AmzDate {
    private static final int LENGTH = 16;
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private AmzDate() {}

    static String format(Instant instant) {
        return BASIC.format(instant);
    }

    /** Reads the basic form; empty for anything else, be it another form or no real date. */
    static Optional<Instant> parse(String text) {
        if (text.length() != LENGTH || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return Optional.empty();
        }
        int date = number(text, 0, 8);
        int time = number(text, 9, 15);
        try {
            return Optional.of(LocalDateTime.of(
                            date / 10_000, date / 100 % 100, date % 100, time / 10_000, time / 100 % 100, time % 100)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Reads a {@code Date} header: the basic form, or that of RFC 1123. */
    static Optional<Instant> parseDateHeader(String text) {
        Optional<Instant> basic = parse(text);
        if (basic.isPresent()) {
            return basic;
        }
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The number that digits make; negative, which no date or time is, if one is no digit. */
    private static int number(String text, int from, int to) {
        int number = 0;
        int wrong = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            wrong |= digit | ('9' - '0' - digit);
            number = 10 * number + digit;
        }
        return wrong < 0 ? -1 : number;
    }
}
