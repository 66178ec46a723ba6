// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON files of the folder of public cases, as maps, lists and values. */
public final class PublicCases {
    private static final JsonFactory JSON = new JsonFactory();

    private PublicCases() {}

    /** Reads {@code api/...} below the folder; a missing file fails. */
    public static Object json(String path) {
        Path root = Path.of(Objects.requireNonNull(System.getenv("PORTCULLIS_CASES"), "PORTCULLIS_CASES"));
        try {
            return parse(Files.readString(root.resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file of JSON objects. */
    public static Map<String, Object> object(String path) {
        return asObject(json(path));
    }

    /** Reads a text of JSON. */
    public static Object parse(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return Objects.requireNonNull(value(parser));
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    public static Map<String, Object> asObject(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked") // JSON lists hold anything
    public static List<Object> asList(@Nullable Object value) {
        return (List<Object>) Objects.requireNonNull(value);
    }

    /** The text under a key; a missing one fails. */
    public static String text(Map<String, Object> object, String key) {
        return (String) Objects.requireNonNull(object.get(key), key);
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getString();
        };
    }
}
