// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.wire.InvalidRequestException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as maps, lists, text, {@link Numeral numbers}, booleans and null. Strict: UTF-8, one value, no name twice in an object; depth, tokens and
 * the lengths of names, numbers and text are bounded.
 */
final class JsonTree {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNameLength(1_024)
                    .maxNumberLength(64)
                    .maxStringLength(4_000_000)
                    .maxTokenCount(200_000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonTree() {}

    /** A number as it was written. */
    record Numeral(String text) {}

    /** @throws InvalidRequestException if it is not JSON, or too much of it */
    static @Nullable Object parse(byte[] body) {
        String text = PercentCoding.utf8(ByteBuffer.wrap(body));
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw malformed();
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw malformed();
            }
            return value;
        } catch (JacksonException e) {
            throw malformed();
        }
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
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getString();
            default -> throw malformed();
        };
    }

    private static InvalidRequestException malformed() {
        return InvalidRequestException.malformed("The body of the request is not valid JSON");
    }
}
