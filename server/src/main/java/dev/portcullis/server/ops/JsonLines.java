// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import dev.portcullis.server.http.CurrentRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A log entry as one line of JSON: time, level, logger, message, and the request and the stack trace if there are. */
final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord entry) {
        var line = new StringBuilder(256)
                .append("{\"time\":\"")
                .append(entry.getInstant())
                .append('"');
        member(line, "level", level(entry.getLevel()));
        member(line, "logger", String.valueOf(entry.getLoggerName()));
        CurrentRequest.id().ifPresent(id -> member(line, "requestId", id));
        member(line, "message", Redaction.of(formatMessage(entry)));
        var thrown = entry.getThrown();
        if (thrown != null) {
            var trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            member(line, "error", Redaction.of(trace.toString()));
        }
        return line.append("}\n").toString();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warning";
        }
        return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static void member(StringBuilder line, String name, String text) {
        line.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < text.length(); i++) {
            character(line, text.charAt(i));
        }
        line.append('"');
    }

    private static void character(StringBuilder line, char c) {
        switch (c) {
            case '"' -> line.append("\\\"");
            case '\\' -> line.append("\\\\");
            case '\n' -> line.append("\\n");
            case '\t' -> line.append("\\t");
            default -> {
                if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
                    line.append("\\u%04x".formatted((int) c));
                } else {
                    line.append(c);
                }
            }
        }
    }
}
