// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tables as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it, which spreadsheets show as
 * text.
 */
final class Csv {
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@\\t\\r].*", Pattern.DOTALL);
    private static final Pattern TO_QUOTE = Pattern.compile("[\",\\r\\n]");

    private Csv() {}

    /** The rows, each ended by CR LF. */
    static String of(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n")))
                .collect(Collectors.joining());
    }

    /** Whether a cell stays as it is, but for quotes around it. */
    static boolean isPlain(String text) {
        return !FORMULA.matcher(text).matches();
    }

    private static String cell(String text) {
        var harmless = isPlain(text) ? text : "'" + text;
        return TO_QUOTE.matcher(harmless).find() ? "\"" + harmless.replace("\"", "\"\"") + "\"" : harmless;
    }
}
