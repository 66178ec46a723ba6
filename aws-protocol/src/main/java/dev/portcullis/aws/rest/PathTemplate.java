// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with labels, and the parameters that every request for it has: {@code /profile/{profileId}}, {@code /a/{rest+}?list}. A label stands
 * for one part of a path, a greedy one for the rest of it.
 */
final class PathTemplate implements Comparable<PathTemplate> {
    private sealed interface Part {
        record Literal(String text) implements Part {}

        record Label(String name) implements Part {}

        record Greedy(String name) implements Part {}
    }

    private final List<Part> parts = new ArrayList<>();
    private final Map<String, String> parameters;

    PathTemplate(String uri) {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        for (String part : split(path)) {
            parts.add(part(part));
        }
        parameters = question < 0
                ? Map.of()
                : QueryString.parse(uri.substring(question + 1)).single();
    }

    private static Part part(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return new Part.Literal(text);
        }
        String name = text.substring(1, text.length() - 1);
        return name.endsWith("+") ? new Part.Greedy(name.substring(0, name.length() - 1)) : new Part.Label(name);
    }

    private static List<String> split(String path) {
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    /**
     * The labels of a path that this is the template of, decoded; empty if it is not. Parts that are empty or consist of dots are no
     * labels: signatures are made over paths without them.
     */
    Optional<Map<String, String>> match(String rawPath, QueryString query) {
        if (!rawPath.startsWith("/")) {
            return Optional.empty();
        }
        List<String> path = split(rawPath);
        Map<String, String> labels = new LinkedHashMap<>();
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            int left = parts.size() - i - 1;
            if (path.size() - at - left < 1) {
                return Optional.empty();
            }
            switch (parts.get(i)) {
                case Part.Literal(String text) -> {
                    if (!path.get(at++).equals(text)) {
                        return Optional.empty();
                    }
                }
                case Part.Label(String name) -> {
                    if (!isLabel(path.get(at))) {
                        return Optional.empty();
                    }
                    labels.put(name, PercentCoding.label(path.get(at++)));
                }
                case Part.Greedy(String name) -> {
                    List<String> rest = path.subList(at, path.size() - left);
                    if (!rest.stream().allMatch(PathTemplate::isLabel)) {
                        return Optional.empty();
                    }
                    labels.put(name, PercentCoding.label(String.join("/", rest)));
                    at += rest.size();
                }
            }
        }
        return at == path.size() && query.has(parameters) ? Optional.of(labels) : Optional.empty();
    }

    private static boolean isLabel(String part) {
        return !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }

    /** The one that says more comes first: at the first difference a literal, then a label, then a greedy one; then more parameters. */
    @Override
    public int compareTo(PathTemplate other) {
        for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
            int difference = rank(parts.get(i)) - rank(other.parts.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return other.parts.size() != parts.size()
                ? other.parts.size() - parts.size()
                : other.parameters.size() - parameters.size();
    }

    private static int rank(Part part) {
        return switch (part) {
            case Part.Literal _ -> 0;
            case Part.Label _ -> 1;
            case Part.Greedy _ -> 2;
        };
    }
}
