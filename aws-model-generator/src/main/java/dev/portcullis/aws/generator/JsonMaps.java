// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Typed looks into a tree of maps and lists. Absent parts are empty; parts of a wrong type are refused. */
final class JsonMaps {
    private JsonMaps() {}

    @SuppressWarnings("unchecked") // both readers make maps with text keys only
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    static Map<String, Object> object(Map<String, ?> in, String name) {
        return switch (in.get(name)) {
            case null -> Map.of();
            case Map<?, ?> map -> object(map);
            case Object other -> throw wrong(name, "an object", other);
        };
    }

    static List<?> list(Map<String, ?> in, String name) {
        return switch (in.get(name)) {
            case null -> List.of();
            case List<?> list -> list;
            case Object other -> throw wrong(name, "a list", other);
        };
    }

    static List<String> texts(Map<String, ?> in, String name) {
        return list(in, name).stream()
                .map(element -> element instanceof String text ? text : fail(wrong(name, "a list of text", element)))
                .toList();
    }

    static Optional<String> text(Map<String, ?> in, String name) {
        return switch (in.get(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Object other -> throw wrong(name, "text", other);
        };
    }

    static boolean is(Map<String, ?> in, String name) {
        return switch (in.get(name)) {
            case null -> false;
            case Boolean bool -> bool;
            case Object other -> throw wrong(name, "true or false", other);
        };
    }

    static Optional<Long> number(Map<String, ?> in, String name) {
        return switch (in.get(name)) {
            case null -> Optional.empty();
            case Number number -> Optional.of(number.longValue());
            case Object other -> throw wrong(name, "a number", other);
        };
    }

    private static String fail(ModelException exception) {
        throw exception;
    }

    private static ModelException wrong(String name, String wanted, Object found) {
        return new ModelException("'" + name + "' must be " + wanted + ", not " + found);
    }
}
