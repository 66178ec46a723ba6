// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.model.Location;
import dev.portcullis.aws.model.Member;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Shape;
import dev.portcullis.aws.model.Shape.BlobShape;
import dev.portcullis.aws.model.Shape.BooleanShape;
import dev.portcullis.aws.model.Shape.DoubleShape;
import dev.portcullis.aws.model.Shape.FloatShape;
import dev.portcullis.aws.model.Shape.IntegerShape;
import dev.portcullis.aws.model.Shape.ListShape;
import dev.portcullis.aws.model.Shape.LongShape;
import dev.portcullis.aws.model.Shape.MapShape;
import dev.portcullis.aws.model.Shape.StringShape;
import dev.portcullis.aws.model.Shape.TimestampShape;
import dev.portcullis.aws.model.StructureShape;
import dev.portcullis.aws.model.TimestampFormat;
import dev.portcullis.aws.wire.ErrorAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Encodes answers and errors of REST-JSON. Members stand in model order; absent ones are left out. Moments are whole seconds in UTC. An error
 * is named by the header {@code x-amzn-ErrorType}.
 */
public final class RestJsonEncoder {
    /** The media type of JSON bodies. */
    public static final String CONTENT_TYPE = "application/json";

    private static final String ERROR_TYPE = "x-amzn-ErrorType";
    private static final JsonFactory FACTORY = new JsonFactory();

    private final List<RestHeader> headers = new ArrayList<>();

    private RestJsonEncoder() {}

    /** The answer of an operation that succeeded. */
    public static <O> RestAnswer answer(OperationModel<?, O> operation, O output) {
        RestJsonEncoder encoder = new RestJsonEncoder();
        StructureShape<O> shape = operation.output();
        int status = encoder.outsideOfBody(shape, output, operation.http().status());
        Optional<Member> payload = shape.members().stream()
                .filter(member -> member.location() == Location.PAYLOAD)
                .findFirst();
        byte[] body = payload.isPresent()
                ? encoder.payload(
                        payload.get(),
                        shape.value(output, shape.place(payload.get().name()).orElseThrow()))
                : operation.hasOutput()
                        ? encoder.typed(CONTENT_TYPE, json(json -> members(json, shape, output, Optional.empty())))
                        : new byte[0];
        return new RestAnswer(status, encoder.headers, body);
    }

    /** An error with that status. */
    public static RestAnswer error(int status, ErrorAnswer error) {
        RestJsonEncoder encoder = new RestJsonEncoder();
        encoder.headers.add(new RestHeader(ERROR_TYPE, error.code()));
        error.details().ifPresent(details -> encoder.details(details, status));
        byte[] body = encoder.typed(CONTENT_TYPE, json(json -> {
            if (error.details().isPresent()) {
                details(json, error.details().get(), error.message());
            } else {
                json.writeStringProperty("message", error.message());
            }
        }));
        return new RestAnswer(status, encoder.headers, body);
    }

    private <T> void details(ErrorAnswer.Details<T> details, int status) {
        outsideOfBody(details.shape(), details.value(), status);
    }

    private static <T> void details(JsonGenerator json, ErrorAnswer.Details<T> details, String message) {
        String name = details.shape().members().stream()
                .map(Member::wireName)
                .filter("message"::equalsIgnoreCase)
                .findFirst()
                .orElse("message");
        json.writeStringProperty(name, message);
        members(json, details.shape(), details.value(), Optional.of(name));
    }

    /** Adds the headers that members are; returns the status, which a member may be. */
    private <T> int outsideOfBody(StructureShape<T> shape, T structure, int otherwise) {
        int status = otherwise;
        List<Member> members = shape.members();
        for (int place = 0; place < members.size(); place++) {
            Member member = members.get(place);
            Object value = shape.value(structure, place);
            if (value == null) {
                continue;
            }
            switch (member.location()) {
                case HEADER -> headers.add(new RestHeader(member.wireName(), header(member, value)));
                case HEADERS ->
                    ((Map<?, ?>) value)
                            .forEach((name, each) ->
                                    headers.add(new RestHeader(member.wireName() + name, String.valueOf(each))));
                case STATUS -> status = (Integer) value;
                case BODY, PAYLOAD, URI, QUERY -> {}
            }
        }
        return status;
    }

    private static String header(Member member, Object value) {
        if (member.shape() instanceof ListShape list) {
            boolean isQuoted = list.element() instanceof StringShape;
            return ((List<?>) value)
                    .stream()
                            .map(element -> text(list.element(), element, member.timestampFormat()))
                            .map(text -> isQuoted ? HeaderLists.quote(text) : text)
                            .collect(Collectors.joining(", "));
        }
        return text(member.shape(), value, member.timestampFormat());
    }

    private static String text(Shape shape, Object value, Optional<TimestampFormat> format) {
        return switch (shape) {
            case TimestampShape moment -> Moments.write((Instant) value, format.orElse(moment.format()));
            case BlobShape _ -> base64(value);
            default -> value.toString();
        };
    }

    private static String base64(Object value) {
        return Base64.getEncoder().encodeToString((byte[]) value);
    }

    private byte[] payload(Member member, @Nullable Object value) {
        if (value == null) {
            return new byte[0];
        }
        return switch (member.shape()) {
            case BlobShape _ -> typed("application/octet-stream", (byte[]) value);
            case StringShape _ -> typed("text/plain", value.toString().getBytes(StandardCharsets.UTF_8));
            case StructureShape<?> structure ->
                typed(CONTENT_TYPE, json(json -> members(json, structure, value, Optional.empty())));
            default -> throw new IllegalArgumentException(member.name() + " cannot be a body");
        };
    }

    private byte[] typed(String contentType, byte[] body) {
        headers.add(new RestHeader("Content-Type", contentType));
        return body;
    }

    /** What is written into a JSON object. */
    @FunctionalInterface
    private interface Content {
        void write(JsonGenerator json);
    }

    private static byte[] json(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void members(JsonGenerator json, StructureShape<?> shape, Object structure, Optional<String> but) {
        List<Member> members = shape.members();
        for (int place = 0; place < members.size(); place++) {
            Member member = members.get(place);
            Object value = shape.valueOf(structure, place);
            if (value != null
                    && member.location() == Location.BODY
                    && but.filter(member.wireName()::equals).isEmpty()) {
                json.writeName(member.wireName());
                value(json, member.shape(), value, member.timestampFormat());
            }
        }
    }

    private static void value(JsonGenerator json, Shape shape, Object value, Optional<TimestampFormat> format) {
        switch (shape) {
            case StructureShape<?> structure -> {
                json.writeStartObject();
                members(json, structure, value, Optional.empty());
                json.writeEndObject();
            }
            case ListShape list -> {
                json.writeStartArray();
                ((List<?>) value).forEach(element -> value(json, list.element(), element, Optional.empty()));
                json.writeEndArray();
            }
            case MapShape map -> {
                json.writeStartObject();
                ((Map<?, ?>) value).forEach((key, element) -> {
                    json.writeName(key.toString());
                    value(json, map.value(), element, Optional.empty());
                });
                json.writeEndObject();
            }
            case StringShape _ -> json.writeString((String) value);
            case BlobShape _ -> json.writeString(base64(value));
            case TimestampShape moment -> moment(json, (Instant) value, format.orElse(moment.format()));
            case IntegerShape _ -> json.writeNumber((Integer) value);
            case LongShape _ -> json.writeNumber((Long) value);
            case FloatShape _ -> json.writeNumber((Float) value);
            case DoubleShape _ -> json.writeNumber((Double) value);
            case BooleanShape _ -> json.writeBoolean((Boolean) value);
        }
    }

    private static void moment(JsonGenerator json, Instant moment, TimestampFormat format) {
        if (format == TimestampFormat.UNIX_TIMESTAMP) {
            json.writeNumber(moment.getEpochSecond());
        } else {
            json.writeString(Moments.write(moment, format));
        }
    }
}
