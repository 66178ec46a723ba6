// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object as entities are stored and {@link JsonText} wrote it: what a field must be is said where it is read, and a stored
 * object that is not so stops the reading with the field's name.
 */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> fields;

    private Json(Map<String, Object> fields) {
        this.fields = fields;
    }

    static Json parse(String text) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Not a JSON object");
            }
            return readObject(parser);
        }
    }

    Optional<Json> optionalObject(String name) {
        return value(name, Json.class);
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        return value(name, String.class);
    }

    int number(String name) {
        return Math.toIntExact(value(name, Long.class).orElseThrow(() -> missing(name)));
    }

    /** As {@link #number}, 0 of a field that older documents do not have. */
    int numberIfAny(String name) {
        return fields.containsKey(name) ? number(name) : 0;
    }

    Optional<Integer> optionalNumber(String name) {
        return value(name, Long.class).map(Math::toIntExact);
    }

    boolean flag(String name) {
        return value(name, Boolean.class).orElseThrow(() -> missing(name));
    }

    Instant instant(String name) {
        return Instant.parse(text(name));
    }

    List<String> texts(String name) {
        return list(name, String.class);
    }

    /** As {@link #texts}, of a field that older documents do not have. */
    List<String> textsIfAny(String name) {
        return fields.containsKey(name) ? texts(name) : List.of();
    }

    List<Json> objects(String name) {
        return list(name, Json.class);
    }

    /** As {@link #objects}, of a field that older documents do not have. */
    List<Json> objectsIfAny(String name) {
        return fields.containsKey(name) ? objects(name) : List.of();
    }

    private <T> Optional<T> value(String name, Class<T> type) {
        var value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException("Field " + name + " is not a " + type.getSimpleName());
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private <T> List<T> list(String name, Class<T> type) {
        var values = value(name, List.class).orElseThrow(() -> missing(name));
        var typed = new ArrayList<T>();
        for (Object value : values) {
            typed.add(type.cast(value));
        }
        return typed;
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("Field " + name + " is missing");
    }

    private static Json readObject(JsonParser parser) {
        var fields = new HashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            fields.put(name, readValue(parser));
        }
        return new Json(fields);
    }

    private static Object readValue(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> {
                var list = new ArrayList<Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(readValue(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new IllegalArgumentException("Unexpected " + parser.currentToken());
        };
    }
}
