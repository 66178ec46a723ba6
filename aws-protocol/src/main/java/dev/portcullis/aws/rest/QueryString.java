// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.wire.InvalidRequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a query string, decoded, in the order in which they came; one name may stand several times. */
final class QueryString {
    private static final int MOST_PARAMETERS = 1_000;

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private QueryString() {}

    /** @throws InvalidRequestException if it is malformed or has too many parameters */
    static QueryString parse(String raw) {
        QueryString query = new QueryString();
        int count = 0;
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MOST_PARAMETERS) {
                throw InvalidRequestException.malformed("The request has too many parameters");
            }
            int equals = pair.indexOf('=');
            String name = PercentCoding.query(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : PercentCoding.query(pair.substring(equals + 1));
            query.values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
        return query;
    }

    Map<String, List<String>> all() {
        return values;
    }

    List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Each name with its first value. */
    Map<String, String> single() {
        Map<String, String> single = new LinkedHashMap<>();
        values.forEach((name, all) -> single.put(name, all.getFirst()));
        return single;
    }

    boolean has(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .allMatch(parameter -> values(parameter.getKey()).equals(List.of(parameter.getValue())));
    }
}
