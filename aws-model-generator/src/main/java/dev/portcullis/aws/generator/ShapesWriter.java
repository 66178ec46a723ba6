// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import dev.portcullis.aws.generator.ShapeDefinition.Reference;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the class that holds a service's shapes other than structures, and the expressions that refer to shapes. */
final class ShapesWriter {
    private final ServiceDefinition service;

    ShapesWriter(ServiceDefinition service) {
        this.service = service;
    }

    String write() {
        Set<String> names = new HashSet<>();
        String fields = service.shapes().values().stream()
                .filter(shape -> shape.type() != ShapeType.STRUCTURE)
                .sorted(Comparator.comparing(
                        shape -> shape.type() == ShapeType.MAP)) // a map needs the shape of its keys at once
                .map(shape -> {
                    if (!names.add(Names.constant(shape.name()))) {
                        throw new ModelException("two shapes of " + service.id() + " are called like " + shape.name());
                    }
                    return field(shape);
                })
                .collect(Collectors.joining());
        return """
                // SPDX-License-Identifier: Apache-2.0
                package %s;

                import dev.portcullis.aws.model.Bounds;
                import dev.portcullis.aws.model.Shape.*;
                import dev.portcullis.aws.model.TimestampFormat;
                import dev.portcullis.aws.model.XmlNamespace;
                import java.util.List;
                import java.util.Optional;
                import java.util.regex.Pattern;

                /** The schemas of text, numbers, lists and maps; those of structures are in the records. */
                final class %sShapes {
                %s
                    private %sShapes() {}
                }
                """.formatted(service.packageName(), service.classPrefix(), fields, service.classPrefix());
    }

    /** The expression that makes the member's entry in a structure's schema. */
    static String member(ServiceDefinition service, Reference member) {
        Optional<String> wireName = JsonMaps.text(member.json(), "locationName");
        Optional<String> format = JsonMaps.text(member.json(), "timestampFormat");
        Optional<String> namespace = namespace(member.json());
        boolean attribute = JsonMaps.is(member.json(), "xmlAttribute");
        String location = location(service, member);
        String shape = reference(service, member.shape());
        boolean structure = service.shape(member.shape()).type() == ShapeType.STRUCTURE;
        if (wireName.isEmpty()
                && service.requestName(member).equals(member.name())
                && format.isEmpty()
                && namespace.isEmpty()
                && !attribute
                && location.equals("BODY")) {
            return "Member.of(%s, %s, %s)"
                    .formatted(Names.literal(member.name()), structure ? "() -> " + shape : shape, member.required());
        }
        return "new Member(%s, %s, %s, () -> %s, %s, %s, %s, %s, dev.portcullis.aws.model.Location.%s)"
                .formatted(
                        Names.literal(member.name()),
                        Names.literal(wireName.orElse(member.name())),
                        Names.literal(service.requestName(member)),
                        shape,
                        member.required(),
                        format.map(of -> "java.util.Optional.of(dev.portcullis.aws.model.TimestampFormat."
                                        + timestampFormat(of) + ")")
                                .orElse("java.util.Optional.empty()"),
                        namespace.orElse("java.util.Optional.empty()"),
                        attribute,
                        location);
    }

    private static String location(ServiceDefinition service, Reference member) {
        String location = JsonMaps.text(member.json(), "location").orElse("");
        ShapeDefinition shape = service.shape(member.shape());
        if (!location.isEmpty()
                && shape.type() == ShapeType.TIMESTAMP
                && shape.text("timestampFormat").isEmpty()) {
            throw new ModelException(member.name() + " is a moment outside of a body, and says not in which format");
        }
        return switch (location) {
            case "" -> "BODY";
            case "payload" -> "PAYLOAD";
            case "uri" -> "URI";
            case "querystring" -> "QUERY";
            case "header" -> "HEADER";
            case "headers" -> "HEADERS";
            case "statusCode" -> "STATUS";
            default -> throw new ModelException("unknown location " + location);
        };
    }

    private static String reference(ServiceDefinition service, String shape) {
        return service.shape(shape).type() == ShapeType.STRUCTURE
                ? Names.type(shape) + ".SHAPE"
                : service.classPrefix() + "Shapes." + Names.constant(shape);
    }

    private String field(ShapeDefinition shape) {
        String type = switch (shape.type()) {
            case STRING -> "StringShape";
            case INTEGER -> "IntegerShape";
            case LONG -> "LongShape";
            case FLOAT -> "FloatShape";
            case DOUBLE -> "DoubleShape";
            case BOOLEAN -> "BooleanShape";
            case TIMESTAMP -> "TimestampShape";
            case BLOB -> "BlobShape";
            case LIST -> "ListShape";
            case MAP -> "MapShape";
            case STRUCTURE -> throw new IllegalArgumentException(shape.name());
        };
        return "    static final %s %s = new %s(%s);\n"
                .formatted(type, Names.constant(shape.name()), type, Names.literal(shape.name()) + arguments(shape));
    }

    private String arguments(ShapeDefinition shape) {
        return switch (shape.type()) {
            case STRING ->
                ", %s, %s, List.of(%s), %s, %s"
                        .formatted(
                                bounds(shape),
                                shape.text("pattern")
                                        .map(pattern -> "Optional.of(Pattern.compile(" + Names.literal(pattern) + "))")
                                        .orElse("Optional.empty()"),
                                literals(JsonMaps.texts(shape.json(), "enum")),
                                service.isSecret(shape),
                                service.isPercentEncodedPolicy(shape));
            case INTEGER, LONG -> ", " + bounds(shape);
            case FLOAT, DOUBLE, BOOLEAN -> "";
            case TIMESTAMP ->
                ", TimestampFormat."
                        + shape.text("timestampFormat")
                                .map(ShapesWriter::timestampFormat)
                                .orElse(service.metadata("protocol").endsWith("json") ? "UNIX_TIMESTAMP" : "ISO8601");
            case BLOB -> ", %s, %s".formatted(bounds(shape), service.isSecret(shape));
            case LIST ->
                ", () -> %s, %s, %s, %s, %s"
                        .formatted(
                                reference(service, shape.element().shape()),
                                Names.literal(wireName(shape.element()).orElse("member")),
                                shape.is("flattened"),
                                bounds(shape),
                                namespace(shape.element().json()).orElse("Optional.empty()"));
            case MAP ->
                ", %s, () -> %s, %s, %s, %s, %s"
                        .formatted(
                                reference(service, shape.key().shape()),
                                reference(service, shape.value().shape()),
                                Names.literal(wireName(shape.key()).orElse("key")),
                                Names.literal(wireName(shape.value()).orElse("value")),
                                shape.is("flattened"),
                                bounds(shape));
            case STRUCTURE -> throw new IllegalArgumentException(shape.name());
        };
    }

    private static Optional<String> wireName(Reference reference) {
        return JsonMaps.text(reference.json(), "locationName");
    }

    private static String literals(List<String> texts) {
        return texts.stream().map(Names::literal).collect(Collectors.joining(", "));
    }

    private static String bounds(ShapeDefinition shape) {
        Optional<Long> min = JsonMaps.number(shape.json(), "min");
        Optional<Long> max = JsonMaps.number(shape.json(), "max");
        if (min.isPresent() && max.isPresent()) {
            return "Bounds.of(%dL, %dL)".formatted(min.get(), max.get());
        }
        return min.map("Bounds.atLeast(%dL)"::formatted)
                .or(() -> max.map("Bounds.atMost(%dL)"::formatted))
                .orElse("Bounds.NONE");
    }

    private static Optional<String> namespace(Map<String, Object> json) {
        return switch (json.get("xmlNamespace")) {
            case null -> Optional.empty();
            case String uri -> Optional.of(namespace(uri, ""));
            case Object map -> {
                Map<String, Object> namespace = JsonMaps.object(map);
                yield Optional.of(namespace(
                        JsonMaps.text(namespace, "uri").orElse(""),
                        JsonMaps.text(namespace, "prefix").orElse("")));
            }
        };
    }

    private static String namespace(String uri, String prefix) {
        return "java.util.Optional.of(new dev.portcullis.aws.model.XmlNamespace(%s, %s))"
                .formatted(Names.literal(uri), Names.literal(prefix));
    }

    private static String timestampFormat(String format) {
        return switch (format) {
            case "iso8601" -> "ISO8601";
            case "rfc822" -> "RFC822";
            case "unixTimestamp" -> "UNIX_TIMESTAMP";
            default -> throw new ModelException("unknown timestampFormat " + format);
        };
    }
}
