// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.wire.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/** Lists in headers: elements between commas, in quotation marks where they have commas or quotation marks themselves. */
final class HeaderLists {
    private HeaderLists() {}

    static List<String> split(String header) {
        if (header.isBlank()) {
            return List.of();
        }
        List<String> elements = new ArrayList<>();
        int at = 0;
        while (at <= header.length()) {
            at = skipBlanks(header, at);
            if (at < header.length() && header.charAt(at) == '"') {
                at = quoted(header, at + 1, elements);
            } else {
                int comma = header.indexOf(',', at);
                int end = comma < 0 ? header.length() : comma;
                elements.add(header.substring(at, end).strip());
                at = end;
            }
            if (at < header.length() && header.charAt(at) != ',') {
                throw malformed();
            }
            at++;
        }
        return elements;
    }

    /** Dates such as {@code Mon, 16 Dec 2019 23:48:18 GMT}, which have a comma each. */
    static List<String> dates(String header) {
        String[] parts = header.split(",", -1);
        if (parts.length % 2 != 0) {
            throw malformed();
        }
        List<String> dates = new ArrayList<>();
        for (int i = 0; i < parts.length; i += 2) {
            dates.add((parts[i] + "," + parts[i + 1]).strip());
        }
        return dates;
    }

    static String quote(String element) {
        return element.indexOf(',') < 0 && element.indexOf('"') < 0
                ? element
                : '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Reads up to the closing quotation mark and the blanks behind it. */
    private static int quoted(String header, int from, List<String> elements) {
        StringBuilder element = new StringBuilder();
        for (int at = from; at < header.length(); at++) {
            char c = header.charAt(at);
            if (c == '"') {
                elements.add(element.toString());
                return skipBlanks(header, at + 1);
            }
            if (c == '\\' && at + 1 < header.length()) {
                at++;
            }
            element.append(header.charAt(at));
        }
        throw malformed();
    }

    private static int skipBlanks(String header, int from) {
        int at = from;
        while (at < header.length() && header.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static InvalidRequestException malformed() {
        return InvalidRequestException.malformed("A header is not a list of values");
    }
}
