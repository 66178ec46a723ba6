// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A statement that allows, as the specifications write it. */
record Statement(
        String sid,
        String actionElement,
        List<String> actions,
        List<String> resources,
        Map<String, Map<String, List<String>>> condition) {

    static Statement allow(String sid, String... actions) {
        return new Statement(sid, "Action", List.of(actions), List.of("*"), Map.of());
    }

    static Statement allowAllBut(String sid, String... actions) {
        return new Statement(sid, "NotAction", List.of(actions), List.of("*"), Map.of());
    }

    /** The same with the actions of a selection added. */
    Statement and(Stream<String> more) {
        var all = Stream.concat(actions.stream(), more).toList();
        return new Statement(sid, actionElement, all, resources, condition);
    }

    Statement on(String... arns) {
        return new Statement(sid, actionElement, actions, List.of(arns), condition);
    }

    Statement when(String operator, String key, String... values) {
        return new Statement(sid, actionElement, actions, resources, Map.of(operator, Map.of(key, List.of(values))));
    }

    void write(StringBuilder json) {
        json.append("    {\n");
        json.append("      \"Sid\": \"").append(sid).append("\",\n");
        json.append("      \"Effect\": \"Allow\",\n");
        json.append("      \"").append(actionElement).append("\": ");
        list(json, List.copyOf(new TreeSet<>(actions)), "      ");
        json.append(",\n      \"Resource\": ");
        list(json, resources, "      ");
        new TreeMap<>(condition).forEach((operator, keys) -> {
            json.append(",\n      \"Condition\": {\n        \"")
                    .append(operator)
                    .append("\": {");
            new TreeMap<>(keys).forEach((key, values) -> {
                json.append("\n          \"").append(key).append("\": ");
                list(json, values, "          ");
            });
            json.append("\n        }\n      }");
        });
        json.append("\n    }");
    }

    private static void list(StringBuilder json, List<String> texts, String indent) {
        if (texts.size() == 1) {
            json.append('"').append(texts.getFirst()).append('"');
            return;
        }
        json.append("[\n");
        json.append(String.join(
                ",\n", texts.stream().map(text -> indent + "  \"" + text + '"').toList()));
        json.append('\n').append(indent).append(']');
    }
}
