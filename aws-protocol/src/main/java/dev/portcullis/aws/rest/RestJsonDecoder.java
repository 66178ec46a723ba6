// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.model.Location;
import dev.portcullis.aws.model.Member;
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
import dev.portcullis.aws.wire.ConstraintValidator;
import dev.portcullis.aws.wire.InvalidRequestException;
import dev.portcullis.aws.wire.MemberPath;
import dev.portcullis.aws.wire.Scalars;
import dev.portcullis.aws.wire.ValueEcho;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a request into the input of its operation and checks it against the model: everything is decoded first, so that all broken
 * constraints are told at once. What the model does not know is ignored, and a member that is null is absent.
 */
public final class RestJsonDecoder {
    private final ConstraintValidator constraints;

    private RestJsonDecoder(ValueEcho echo) {
        this.constraints = new ConstraintValidator(echo);
    }

    /**
     * Decodes the input of an operation.
     *
     * @param labels the labels of the request's path, by name, as {@link RestRoutes} found them
     * @throws InvalidRequestException if a value is not of its type or breaks a constraint, or a required one is missing
     */
    public static <I> I decode(
            StructureShape<I> input, RestRequest request, Map<String, String> labels, ValueEcho echo) {
        RestJsonDecoder decoder = new RestJsonDecoder(echo);
        @Nullable Object[] values = decoder.input(input, request, labels);
        decoder.constraints.requireNothingBroken();
        return input.build(values);
    }

    private @Nullable Object[] input(StructureShape<?> shape, RestRequest request, Map<String, String> labels) {
        QueryString query = QueryString.parse(request.rawQuery());
        List<Member> members = shape.members();
        boolean readsJson = members.stream().anyMatch(member -> member.location() == Location.BODY);
        Map<?, ?> body = readsJson && request.body().length > 0
                ? object(JsonTree.parse(request.body()), MemberPath.ROOT)
                : Map.of();
        @Nullable Object[] values = new @Nullable Object[members.size()];
        for (int place = 0; place < values.length; place++) {
            Member member = members.get(place);
            MemberPath path = MemberPath.ROOT.member(member.name());
            values[place] = switch (member.location()) {
                case URI -> text(member, labels.get(member.wireName()), path);
                case QUERY -> query(member, query, path);
                case HEADER -> header(member, request.headers(member.wireName()), path);
                case HEADERS -> headers(member, request.headersStarting(member.wireName()), path);
                case BODY -> value(member.shape(), body.get(member.wireName()), format(member), path);
                case PAYLOAD -> payload(member, request.body(), path);
                case STATUS -> null;
            };
            if (values[place] == null && member.required() && constraints.count() == 0) {
                constraints.missing(path);
            }
        }
        return values;
    }

    private static Optional<TimestampFormat> format(Member member) {
        return member.timestampFormat();
    }

    private @Nullable Object text(Member member, @Nullable String text, MemberPath path) {
        return text == null ? null : scalar(member.shape(), text, format(member), path);
    }

    private @Nullable Object query(Member member, QueryString query, MemberPath path) {
        if (member.shape() instanceof MapShape map) {
            return parameters(map, query, path);
        }
        List<String> values = query.values(member.wireName());
        if (member.shape() instanceof ListShape list) {
            return values.isEmpty() ? null : texts(list, values, format(member), path);
        }
        if (values.size() > 1) {
            throw InvalidRequestException.malformed("The parameter '" + path + "' is there twice");
        }
        return text(member, values.isEmpty() ? null : values.getFirst(), path);
    }

    private @Nullable Object parameters(MapShape map, QueryString query, MemberPath path) {
        Map<String, Object> values = new LinkedHashMap<>();
        query.all().forEach((name, all) -> {
            constraints.text(map.key(), name, path.key());
            values.put(
                    name,
                    map.value() instanceof ListShape list
                            ? texts(list, all, Optional.empty(), path.entry(name))
                            : scalar(map.value(), all.getFirst(), Optional.empty(), path.entry(name)));
        });
        constraints.size(map.size(), values.size(), path);
        return values.isEmpty() ? null : Collections.unmodifiableMap(values);
    }

    private List<Object> texts(ListShape list, List<String> texts, Optional<TimestampFormat> format, MemberPath path) {
        List<Object> values = new ArrayList<>();
        for (String text : texts) {
            values.add(scalar(list.element(), text, format, path.element(values.size() + 1)));
        }
        constraints.size(list.size(), values.size(), path);
        return Collections.unmodifiableList(values);
    }

    private @Nullable Object header(Member member, List<String> values, MemberPath path) {
        if (values.isEmpty()) {
            return null;
        }
        String joined = String.join(",", values);
        if (member.shape() instanceof ListShape list) {
            boolean areDates = list.element() instanceof TimestampShape moment
                    && format(member).orElse(moment.format()) == TimestampFormat.RFC822;
            return texts(list, areDates ? HeaderLists.dates(joined) : HeaderLists.split(joined), format(member), path);
        }
        return text(member, joined, path);
    }

    private @Nullable Object headers(Member member, List<RestHeader> headers, MemberPath path) {
        MapShape map = (MapShape) member.shape();
        Map<String, Object> values = new LinkedHashMap<>();
        for (RestHeader header : headers) {
            String name = header.name().substring(member.wireName().length());
            constraints.text(map.key(), name, path.key());
            values.put(name, scalar(map.value(), header.value(), Optional.empty(), path.entry(name)));
        }
        constraints.size(map.size(), values.size(), path);
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object payload(Member member, byte[] body, MemberPath path) {
        if (body.length == 0) {
            return null;
        }
        return switch (member.shape()) {
            case BlobShape blob -> {
                constraints.blob(blob, body, path);
                yield body;
            }
            case StringShape any -> scalar(any, PercentCoding.utf8(ByteBuffer.wrap(body)), Optional.empty(), path);
            default -> value(member.shape(), JsonTree.parse(body), format(member), path);
        };
    }

    /** The value of a text that stands outside of a JSON body. */
    private Object scalar(Shape shape, String text, Optional<TimestampFormat> format, MemberPath path) {
        return switch (shape) {
            case StringShape string -> {
                constraints.text(string, text, path);
                yield text;
            }
            case IntegerShape number -> integer(number, text, path);
            case LongShape number -> number(number, text, path);
            case FloatShape _ -> Scalars.floating(text, path).floatValue();
            case DoubleShape _ -> Scalars.floating(text, path);
            case BooleanShape _ -> bool(text, path);
            case BlobShape blob -> blob(blob, text, path);
            case TimestampShape moment -> Moments.parse(text, format.orElse(moment.format()), path);
            case ListShape _, MapShape _, StructureShape<?> _ ->
                throw new IllegalArgumentException(shape.name() + " cannot stand outside of a body");
        };
    }

    /** The value of JSON; null for null, and for a structure that breaks constraints and so cannot be built. */
    private @Nullable Object value(
            Shape shape, @Nullable Object json, Optional<TimestampFormat> format, MemberPath path) {
        if (json == null) {
            return null;
        }
        return switch (shape) {
            case StructureShape<?> structure -> structure(structure, object(json, path), path);
            case ListShape list -> list(list, json, path);
            case MapShape map -> map(map, object(json, path), path);
            case StringShape string -> scalar(string, string(json, path), Optional.empty(), path);
            case BlobShape blob -> blob(blob, string(json, path), path);
            case IntegerShape number -> integer(number, number(json, path), path);
            case LongShape number -> number(number, number(json, path), path);
            case FloatShape _ -> floating(json, path).floatValue();
            case DoubleShape _ -> floating(json, path);
            case BooleanShape _ -> {
                if (json instanceof Boolean value) {
                    yield value;
                }
                throw unexpected("true or false", path);
            }
            case TimestampShape moment -> {
                TimestampFormat wanted = format.orElse(moment.format());
                yield Moments.parse(
                        wanted == TimestampFormat.UNIX_TIMESTAMP ? number(json, path) : string(json, path),
                        wanted,
                        path);
            }
        };
    }

    private @Nullable Object structure(StructureShape<?> shape, Map<?, ?> json, MemberPath path) {
        int broken = constraints.count();
        List<Member> members = shape.members();
        @Nullable Object[] values = new @Nullable Object[members.size()];
        for (int place = 0; place < values.length; place++) {
            Member member = members.get(place);
            MemberPath at = path.member(member.name());
            values[place] = value(member.shape(), json.get(member.wireName()), format(member), at);
            if (json.get(member.wireName()) == null && member.required()) {
                constraints.missing(at);
            }
        }
        return constraints.count() == broken ? shape.build(values) : null;
    }

    private List<Object> list(ListShape shape, Object json, MemberPath path) {
        if (!(json instanceof List<?> elements)) {
            throw unexpected("a list", path);
        }
        List<Object> values = new ArrayList<>();
        int index = 0;
        for (Object element : elements) {
            index++;
            if (element == null) {
                throw unexpected("a value", path.element(index));
            }
            Object value = value(shape.element(), element, Optional.empty(), path.element(index));
            if (value != null) {
                values.add(value);
            }
        }
        constraints.size(shape.size(), index, path);
        return Collections.unmodifiableList(values);
    }

    private Map<String, Object> map(MapShape shape, Map<?, ?> json, MemberPath path) {
        Map<String, Object> values = new LinkedHashMap<>();
        json.forEach((name, element) -> {
            String key = (String) name;
            constraints.text(shape.key(), key, path.key());
            if (element == null) {
                throw unexpected("a value", path.entry(key));
            }
            Object value = value(shape.value(), element, Optional.empty(), path.entry(key));
            if (value != null) {
                values.put(key, value);
            }
        });
        constraints.size(shape.size(), json.size(), path);
        return Collections.unmodifiableMap(values);
    }

    private Object integer(IntegerShape shape, String text, MemberPath path) {
        int value = Scalars.integer(text, path);
        constraints.number(shape.bounds(), value, path);
        return value;
    }

    private Object number(LongShape shape, String text, MemberPath path) {
        long value = Scalars.number(text, path);
        constraints.number(shape.bounds(), value, path);
        return value;
    }

    private Object blob(BlobShape shape, String text, MemberPath path) {
        byte[] value = Scalars.blob(text, path);
        constraints.blob(shape, value, path);
        return value;
    }

    private static boolean bool(String text, MemberPath path) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unexpected("true or false", path);
        };
    }

    private static Double floating(Object json, MemberPath path) {
        return switch (json) {
            case JsonTree.Numeral(String text) -> Scalars.floating(text, path);
            case String text when text.equals("NaN") || text.endsWith("Infinity") -> Scalars.floating(text, path);
            default -> throw unexpected("a number", path);
        };
    }

    private static Map<?, ?> object(@Nullable Object json, MemberPath path) {
        if (json instanceof Map<?, ?> object) {
            return object;
        }
        throw unexpected("a structure", path);
    }

    private static String string(Object json, MemberPath path) {
        if (json instanceof String text) {
            return text;
        }
        throw unexpected("text", path);
    }

    private static String number(Object json, MemberPath path) {
        if (json instanceof JsonTree.Numeral(String text)) {
            return text;
        }
        throw unexpected("a number", path);
    }

    private static InvalidRequestException unexpected(String what, MemberPath path) {
        String where = path.toString();
        return InvalidRequestException.malformed(
                "Expected " + what + (where.isEmpty() ? " as the body" : ": '" + where + "'"));
    }
}
