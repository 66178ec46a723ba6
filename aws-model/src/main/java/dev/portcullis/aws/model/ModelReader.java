// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Makes shapes from a service model at run time, without generated records: a structure's value is then a map from member name to
 * value. The model is given as a JSON reader leaves it, in maps, lists, strings, numbers and booleans, in the format of AWS's
 * {@code service-2.json} files, so that this module needs no JSON reader. Shapes are made when first asked for. Safe for use by many
 * threads.
 */
public final class ModelReader {
    private final Map<String, ?> metadata;
    private final Map<String, ?> operations;
    private final Map<String, ?> shapes;
    private final Map<String, Shape> made = new ConcurrentHashMap<>();

    public ModelReader(Map<String, ?> model) {
        this.metadata = object(model, "metadata");
        this.operations = object(model, "operations");
        this.shapes = object(model, "shapes");
    }

    public ServiceMetadata metadata() {
        String id = text(metadata, "endpointPrefix").orElse("");
        return new ServiceMetadata(
                id,
                text(metadata, "apiVersion").orElse(""),
                text(metadata, "signingName").orElse(id),
                xmlNamespace(metadata).map(XmlNamespace::uri).orElse(""),
                protocol(text(metadata, "protocol").orElse("query")));
    }

    /** The shape of that name. */
    public Shape shape(String name) {
        Shape known = made.get(name);
        if (known != null) {
            return known;
        }
        Shape fresh = make(name, object(shapes, name));
        Shape earlier = made.putIfAbsent(name, fresh);
        return earlier == null ? fresh : earlier;
    }

    /** The structure of that name. */
    @SuppressWarnings("unchecked") // this reader makes structures of maps only
    public StructureShape<Map<String, Object>> structure(String name) {
        if (shape(name) instanceof StructureShape<?> structure) {
            return (StructureShape<Map<String, Object>>) structure;
        }
        throw new IllegalArgumentException(name + " is not a structure");
    }

    /** The operation of that name, as one that any signed caller may call. */
    public OperationModel<Map<String, Object>, Map<String, Object>> operation(String name) {
        return operation(object(operations, name));
    }

    /** An operation from its own JSON object, as it stands under {@code operations}. */
    public OperationModel<Map<String, Object>, Map<String, Object>> operation(Map<String, ?> definition) {
        String name = text(definition, "name").orElseThrow();
        Map<String, ?> output = object(definition, "output");
        Optional<String> wrapper = output.isEmpty()
                ? Optional.empty()
                : Optional.of(text(output, "resultWrapper").orElse(name + "Result"));
        return new OperationModel<>(
                metadata(),
                name,
                http(object(definition, "http")),
                referredStructure(object(definition, "input"), name + "Request"),
                referredStructure(output, name + "Response"),
                wrapper,
                errors(definition),
                text(definition, "authtype").filter("none"::equals).isPresent()
                        ? Authentication.NONE
                        : Authentication.SIGV4,
                new Authorization(Access.ANY_AUTHENTICATED, true, List.of()));
    }

    private static HttpBinding http(Map<String, ?> http) {
        return new HttpBinding(
                text(http, "method").orElse(HttpBinding.ROOT.method()),
                text(http, "requestUri").orElse(HttpBinding.ROOT.uri()),
                (int) number(http, "responseCode", HttpBinding.ROOT.status()));
    }

    private StructureShape<Map<String, Object>> referredStructure(Map<String, ?> reference, String nameOfEmpty) {
        return text(reference, "shape")
                .map(this::structure)
                .orElseGet(() -> StructureShape.ofMap(nameOfEmpty, List.of(), Optional.empty()));
    }

    private List<ErrorModel> errors(Map<String, ?> definition) {
        List<ErrorModel> errors = new ArrayList<>();
        for (Object reference : list(definition, "errors")) {
            String shapeName = text(asObject(reference), "shape").orElseThrow();
            Map<String, ?> shape = object(shapes, shapeName);
            Map<String, ?> error = object(shape, "error");
            int status = (int) number(error, "httpStatusCode", shape.containsKey("fault") ? 500 : 400);
            errors.add(new ErrorModel(
                    shapeName,
                    text(error, "code").orElse(shapeName),
                    status,
                    error.containsKey("senderFault") ? is(error, "senderFault") : status < 500));
        }
        return errors;
    }

    private Shape make(String name, Map<String, ?> shape) {
        String type =
                text(shape, "type").orElseThrow(() -> new IllegalArgumentException("the model has no shape " + name));
        Bounds bounds = new Bounds(number(shape, "min", Long.MIN_VALUE), number(shape, "max", Long.MAX_VALUE));
        boolean sensitive = is(shape, "sensitive");
        return switch (type) {
            case "string", "character" ->
                new Shape.StringShape(
                        name,
                        bounds,
                        text(shape, "pattern").map(Pattern::compile),
                        list(shape, "enum").stream().map(String.class::cast).toList(),
                        sensitive,
                        false);
            case "integer", "short", "byte" -> new Shape.IntegerShape(name, bounds);
            case "long" -> new Shape.LongShape(name, bounds);
            case "float" -> new Shape.FloatShape(name);
            case "double" -> new Shape.DoubleShape(name);
            case "boolean" -> new Shape.BooleanShape(name);
            case "timestamp" ->
                new Shape.TimestampShape(name, timestampFormat(shape).orElseGet(this::formatInBodies));
            case "blob" -> new Shape.BlobShape(name, bounds, sensitive);
            case "list" -> {
                Map<String, ?> element = object(shape, "member");
                yield new Shape.ListShape(
                        name,
                        lazily(element),
                        text(element, "locationName").orElse(Shape.ListShape.DEFAULT_ELEMENT_NAME),
                        is(shape, "flattened"),
                        bounds,
                        xmlNamespace(element));
            }
            case "map" -> {
                Map<String, ?> key = object(shape, "key");
                Map<String, ?> value = object(shape, "value");
                yield new Shape.MapShape(
                        name,
                        (Shape.StringShape) shape(text(key, "shape").orElseThrow()),
                        lazily(value),
                        text(key, "locationName").orElse("key"),
                        text(value, "locationName").orElse("value"),
                        is(shape, "flattened"),
                        bounds);
            }
            case "structure" -> StructureShape.ofMap(name, members(shape), xmlNamespace(shape));
            default -> throw new IllegalArgumentException("shape " + name + " has the unknown type " + type);
        };
    }

    private List<Member> members(Map<String, ?> structure) {
        List<?> required = list(structure, "required");
        List<Member> members = new ArrayList<>();
        object(structure, "members").forEach((name, value) -> {
            Map<String, ?> member = asObject(value);
            Location location = text(structure, "payload").filter(name::equals).isPresent()
                    ? Location.PAYLOAD
                    : location(text(member, "location").orElse(""));
            members.add(new Member(
                    name,
                    text(member, "locationName").orElse(name),
                    requestName(name, member),
                    lazily(member),
                    required.contains(name),
                    timestampFormat(member).or(() -> formatOutsideOfBodies(member, location)),
                    xmlNamespace(member),
                    is(member, "xmlAttribute"),
                    location));
        });
        return members;
    }

    private static Location location(String name) {
        return switch (name) {
            case "" -> Location.BODY;
            case "uri" -> Location.URI;
            case "querystring" -> Location.QUERY;
            case "header" -> Location.HEADER;
            case "headers" -> Location.HEADERS;
            case "statusCode" -> Location.STATUS;
            default -> throw new IllegalArgumentException("unknown location " + name);
        };
    }

    private TimestampFormat formatInBodies() {
        return switch (metadata().protocol()) {
            case JSON, REST_JSON -> TimestampFormat.UNIX_TIMESTAMP;
            case QUERY, EC2, REST_XML -> TimestampFormat.ISO8601;
        };
    }

    /** The format of moments, or lists of them, that have none of their own, where it is not that of bodies. */
    private Optional<TimestampFormat> formatOutsideOfBodies(Map<String, ?> member, Location location) {
        Map<String, ?> target = object(shapes, text(member, "shape").orElseThrow());
        Map<String, ?> moment = text(target, "type").filter("list"::equals).isPresent()
                ? object(shapes, text(object(target, "member"), "shape").orElseThrow())
                : target;
        if (!text(moment, "type").filter("timestamp"::equals).isPresent()
                || timestampFormat(moment).isPresent()) {
            return Optional.empty();
        }
        return switch (location) {
            case URI, QUERY -> Optional.of(TimestampFormat.ISO8601);
            case HEADER, HEADERS -> Optional.of(TimestampFormat.RFC822);
            case BODY, PAYLOAD, STATUS -> Optional.empty();
        };
    }

    private String requestName(String name, Map<String, ?> member) {
        String wireName = text(member, "locationName").orElse(name);
        return metadata().protocol() == Protocol.EC2
                ? text(member, "queryName").orElseGet(() -> capitalised(wireName))
                : wireName;
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private Supplier<Shape> lazily(Map<String, ?> reference) {
        String name = text(reference, "shape").orElseThrow();
        return is(reference, "flattened") ? () -> flattened(shape(name)) : () -> shape(name);
    }

    /** The shape as members see it that flatten it where the shape itself does not. */
    private static Shape flattened(Shape shape) {
        return switch (shape) {
            case Shape.ListShape list ->
                new Shape.ListShape(
                        list.name(),
                        list.elementSupplier(),
                        list.elementName(),
                        true,
                        list.size(),
                        list.elementNamespace());
            case Shape.MapShape map ->
                new Shape.MapShape(
                        map.name(), map.key(), map.valueSupplier(), map.keyName(), map.valueName(), true, map.size());
            default -> shape;
        };
    }

    private static Optional<TimestampFormat> timestampFormat(Map<String, ?> of) {
        return text(of, "timestampFormat").map(format -> switch (format) {
            case "iso8601" -> TimestampFormat.ISO8601;
            case "rfc822" -> TimestampFormat.RFC822;
            case "unixTimestamp" -> TimestampFormat.UNIX_TIMESTAMP;
            default -> throw new IllegalArgumentException("unknown timestampFormat " + format);
        });
    }

    private static Protocol protocol(String name) {
        return Protocol.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Optional<XmlNamespace> xmlNamespace(Map<String, ?> of) {
        return switch (of.get("xmlNamespace")) {
            case String uri -> Optional.of(new XmlNamespace(uri, ""));
            case Map<?, ?> map ->
                Optional.of(new XmlNamespace(
                        text(asObject(map), "uri").orElse(""),
                        text(asObject(map), "prefix").orElse("")));
            case null, default -> Optional.empty();
        };
    }

    private static Optional<String> text(Map<String, ?> in, String key) {
        return in.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static long number(Map<String, ?> in, String key, long otherwise) {
        return in.get(key) instanceof Number number ? number.longValue() : otherwise;
    }

    private static boolean is(Map<String, ?> in, String key) {
        return Boolean.TRUE.equals(in.get(key));
    }

    private static List<?> list(Map<String, ?> in, String key) {
        return in.get(key) instanceof List<?> list ? list : List.of();
    }

    private static Map<String, ?> object(Map<String, ?> in, String key) {
        return in.get(key) instanceof Map<?, ?> map ? asObject(map) : Map.of();
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private static Map<String, ?> asObject(Object value) {
        return (Map<String, ?>) value;
    }
}
