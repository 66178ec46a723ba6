// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.model.TimestampFormat;
import dev.portcullis.aws.wire.InvalidRequestException;
import dev.portcullis.aws.wire.MemberPath;
import dev.portcullis.aws.wire.Scalars;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Moments as text, each format by itself. They are written in whole seconds. */
final class Moments {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Moments() {}

    static Instant parse(String text, TimestampFormat format, MemberPath path) {
        try {
            return switch (format) {
                case ISO8601 -> OffsetDateTime.parse(text).toInstant();
                case RFC822 -> ZonedDateTime.parse(text, HTTP_DATE).toInstant();
                case UNIX_TIMESTAMP -> seconds(text, path);
            };
        } catch (DateTimeException e) {
            throw malformed(path);
        }
    }

    private static Instant seconds(String text, MemberPath path) {
        if (text.isEmpty() || "-0123456789".indexOf(text.charAt(0)) < 0 || text.indexOf(':') >= 0) {
            throw malformed(path);
        }
        return Scalars.timestamp(text, path);
    }

    static String write(Instant moment, TimestampFormat format) {
        return switch (format) {
            case ISO8601 -> moment.truncatedTo(ChronoUnit.SECONDS).toString();
            case RFC822 -> HTTP_DATE.format(moment);
            case UNIX_TIMESTAMP -> Long.toString(moment.getEpochSecond());
        };
    }

    private static InvalidRequestException malformed(MemberPath path) {
        return InvalidRequestException.malformed("Expected a moment in the format of the model: '" + path + "'");
    }
}
