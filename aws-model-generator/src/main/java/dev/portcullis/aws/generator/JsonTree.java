// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as plain Java: objects are {@link LinkedHashMap}s, arrays {@link List}s, text {@link String}, numbers {@link Long} or
 * {@link Double}, {@link Boolean}, and {@link #NULL} for null.
 */
public final class JsonTree {
    /** Stands for JSON's null, which in a supplement deletes. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonTree() {}

    /**
     * Reads a file that holds one JSON object.
     *
     * @throws IOException if the file cannot be read
     */
    public static Map<String, Object> read(Path file) throws IOException {
        return parse(Files.readString(file), file.getFileName().toString());
    }

    /** Reads one JSON object; {@code name} is for messages. */
    public static Map<String, Object> parse(String json, String name) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ModelException(name + ": must hold a JSON object");
            }
            Map<String, Object> tree = object(parser);
            if (parser.nextToken() != null) {
                throw new ModelException(name + ": has something after its JSON object");
            }
            return tree;
        } catch (JacksonException e) {
            throw new ModelException(name + ": is not JSON: " + e.getMessage());
        }
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NULL;
            default -> throw new ModelException("unexpected " + token + " in JSON");
        };
    }
}
