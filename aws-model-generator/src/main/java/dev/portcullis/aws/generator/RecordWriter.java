// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import dev.portcullis.aws.generator.ShapeDefinition.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the Java record of one structure: components, checks, redaction, schema, binding and builder. */
final class RecordWriter {
    /** Names that the records themselves use, which a structure must therefore not have. */
    private static final Set<String> RESERVED = Set.of("""
            Binding Boolean Bounds Builder Collections Double Float Instant Integer LinkedHashMap List Long Map
            Member Nullable Object Objects Optional Override Shape String StructureShape SuppressWarnings
            TimestampFormat XmlNamespace
            """.split("\\s+"));

    private final ServiceDefinition service;
    private final String name;
    private final List<Component> components;

    /** One component of the record: a member of the structure in Java. */
    private record Component(
            Reference member, ShapeDefinition shape, String name, String valueType, boolean isNullableList) {
        boolean isCollection() {
            return !isNullableList && (shape.type() == ShapeType.LIST || shape.type() == ShapeType.MAP);
        }

        boolean isOptional() {
            return !member.required() && !isCollection();
        }

        boolean isPrimitive() {
            return member.required() && !primitive(valueType).equals(valueType);
        }

        String declaredType() {
            return isOptional() ? "Optional<" + valueType + ">" : member.required() ? primitive(valueType) : valueType;
        }
    }

    RecordWriter(ServiceDefinition service, String typeName, Optional<ShapeDefinition> structure) {
        this.service = service;
        this.name = typeName;
        if (RESERVED.contains(typeName)) {
            throw new ModelException("the structure " + typeName + " has the name of a type that generated code uses");
        }
        List<Component> list = new ArrayList<>();
        structure.ifPresent(shape -> shape.members().values().forEach(member -> {
            ShapeDefinition of = service.shape(member.shape());
            list.add(new Component(
                    member,
                    of,
                    Names.component(member.name()),
                    valueType(of),
                    service.isNullableList(shape.name(), member)));
        }));
        this.components = List.copyOf(list);
    }

    String write() {
        return components.isEmpty() ? writeEmpty() : writeFull();
    }

    private String writeEmpty() {
        return """
                // SPDX-License-Identifier: Apache-2.0
                package %s;

                import dev.portcullis.aws.model.StructureShape;

                /** The structure {@code %s} of the model, which has no members. */
                public record %s() {
                    /** The structure's schema. */
                    public static final StructureShape<%s> SHAPE = StructureShape.ofEmpty("%s", new %s());
                }
                """.formatted(service.packageName(), name, name, name, name, name);
    }

    private String writeFull() {
        return """
                // SPDX-License-Identifier: Apache-2.0
                package %s;

                import dev.portcullis.aws.model.Member;
                import dev.portcullis.aws.model.StructureShape;
                %simport java.util.List;
                %simport org.jspecify.annotations.Nullable;

                /** The structure {@code %s} of the model. Optional members that are lists or maps are empty when absent. */
                public record %s(%s) {
                    /** The structure's schema. */
                    public static final StructureShape<%s> SHAPE = new StructureShape<>(
                            "%s",
                            List.of(%s),
                            new Binding());

                %s%s    /** Starts a %s without members. */
                    public static Builder builder() {
                        return new Builder();
                    }

                    /** Starts from this value. */
                    public Builder toBuilder() {
                        return new Builder()%s;
                    }

                %s%s}
                """.formatted(
                service.packageName(),
                importsBefore(),
                importsAfter(),
                name,
                name,
                joined(", ", component -> component.declaredType() + " " + component.name()),
                name,
                name,
                joined(",", component -> "\n                    " + member(component)),
                constructor(),
                redactedToString(),
                name,
                joined("", component -> "\n                ." + component.name() + "(" + component.name() + ")"),
                binding(),
                builder());
    }

    private String importsBefore() {
        return (uses(ShapeType.TIMESTAMP) ? "import java.time.Instant;\n" : "")
                + (uses(ShapeType.MAP) ? "import java.util.Collections;\nimport java.util.LinkedHashMap;\n" : "");
    }

    private String importsAfter() {
        StringBuilder imports = new StringBuilder();
        if (uses(ShapeType.MAP)) {
            imports.append("import java.util.Map;\n");
        }
        if (components.stream().anyMatch(component -> component.member().required() && !component.isCollection())) {
            imports.append("import java.util.Objects;\n");
        }
        if (components.stream().anyMatch(Component::isOptional)) {
            imports.append("import java.util.Optional;\n");
        }
        return imports.toString();
    }

    private boolean uses(ShapeType type) {
        return components.stream().anyMatch(component -> usesIn(component.shape(), type));
    }

    private boolean usesIn(ShapeDefinition shape, ShapeType type) {
        return shape.type() == type
                || (shape.type() == ShapeType.LIST
                        && usesIn(service.shape(shape.element().shape()), type))
                || (shape.type() == ShapeType.MAP
                        && usesIn(service.shape(shape.value().shape()), type));
    }

    private String member(Component component) {
        return ShapesWriter.member(service, component.member());
    }

    private String constructor() {
        List<String> lines = new ArrayList<>();
        for (Component component : components) {
            String field = component.name();
            if (component.isNullableList()) {
                lines.add("%s = %s.map(List::copyOf);".formatted(field, field));
            } else if (component.shape().type() == ShapeType.LIST) {
                lines.add("%s = List.copyOf(%s);".formatted(field, field));
            } else if (component.shape().type() == ShapeType.MAP) {
                lines.add("%s = Collections.unmodifiableMap(new LinkedHashMap<>(%s));".formatted(field, field));
            } else if (component.member().required() && !component.isPrimitive()) {
                lines.add("Objects.requireNonNull(%s, %s);"
                        .formatted(
                                field,
                                Names.literal(name + "." + component.member().name())));
            }
        }
        if (lines.isEmpty()) {
            return "";
        }
        return "    public " + name + " {\n"
                + lines.stream().map(line -> "        " + line + "\n").collect(Collectors.joining()) + "    }\n\n";
    }

    private String redactedToString() {
        if (components.stream().noneMatch(component -> holdsSecret(component.shape()))) {
            return "";
        }
        String fields = components.stream()
                .map(component -> "\"%s=\" + %s"
                        .formatted(
                                component.name(), holdsSecret(component.shape()) ? "\"[redacted]\"" : component.name()))
                .collect(Collectors.joining(" + \", \"\n                + "));
        return """
                    @Override
                    public String toString() {
                        return "%s[" + %s + "]";
                    }

                """.formatted(name, fields);
    }

    /** True for secrets and lists or maps of them; structures redact their own. */
    private boolean holdsSecret(ShapeDefinition shape) {
        return switch (shape.type()) {
            case STRING, BLOB -> service.isSecret(shape);
            case LIST ->
                shape.is("sensitive")
                        || holdsSecret(service.shape(shape.element().shape()));
            case MAP ->
                shape.is("sensitive") || holdsSecret(service.shape(shape.value().shape()));
            case STRUCTURE -> shape.is("sensitive");
            case INTEGER, LONG, FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> false;
        };
    }

    private String binding() {
        boolean unchecked =
                components.stream().anyMatch(component -> component.isCollection() || component.isNullableList());
        StringBuilder arguments = new StringBuilder();
        StringBuilder cases = new StringBuilder();
        for (int place = 0; place < components.size(); place++) {
            Component component = components.get(place);
            arguments
                    .append(place == 0 ? "" : ",")
                    .append("\n                    ")
                    .append(fromWire(component, "values[" + place + "]"));
            cases.append("                case %d -> structure.%s()%s;\n"
                    .formatted(place, component.name(), component.isOptional() ? ".orElse(null)" : ""));
        }
        return """
                    private static final class Binding implements StructureShape.Binding<%s> {
                        @Override%s
                        public %s build(@Nullable Object[] values) {
                            return new %s(%s);
                        }

                        @Override
                        public @Nullable Object get(%s structure, int place) {
                            return switch (place) {
                %s                default -> throw new IndexOutOfBoundsException(place);
                            };
                        }
                    }
                """.formatted(
                name,
                unchecked ? "\n        @SuppressWarnings(\"unchecked\") // values are as the members' shapes say" : "",
                name,
                name,
                arguments,
                name,
                cases);
    }

    private static String fromWire(Component component, String value) {
        String type = component.valueType();
        if (component.isCollection()) {
            String empty = component.shape().type() == ShapeType.LIST ? "List.of()" : "Map.of()";
            return "%s == null ? %s : (%s) %s".formatted(value, empty, type, value);
        }
        if (component.isOptional()) {
            return "Optional.ofNullable((%s) %s)".formatted(type, value);
        }
        return "(%s) Objects.requireNonNull(%s, %s)"
                .formatted(type, value, Names.literal(component.member().name()));
    }

    private String builder() {
        StringBuilder fields = new StringBuilder();
        StringBuilder setters = new StringBuilder();
        for (Component component : components) {
            fields.append(field(component));
            setters.append(setters(component));
        }
        return """

                    /** Builds a {@link %s}; not safe for use by several threads. */
                    public static final class Builder {
                %s
                        private Builder() {}

                %s        /**
                         * Makes the value.
                         *
                         * @throws NullPointerException if a required member is not set
                         */
                        public %s build() {
                            return new %s(%s);
                        }
                    }
                """.formatted(name, fields, setters, name, name, joined(", ", RecordWriter::fromBuilder));
    }

    private static String field(Component component) {
        if (component.isCollection()) {
            String empty = component.shape().type() == ShapeType.LIST ? "List.of()" : "Map.of()";
            return "        private %s %s = %s;\n".formatted(component.valueType(), component.name(), empty);
        }
        return "        private %s%s;\n".formatted(nullable(component.valueType()), " " + component.name());
    }

    private static String nullable(String type) {
        return type.equals("byte[]") ? "byte @Nullable []" : "@Nullable " + type;
    }

    private static String setters(Component component) {
        String setter = """
                        public Builder %s(%s %s) {
                            this.%s = %s;
                            return this;
                        }

                """;
        String field = component.name();
        String plainType = component.isCollection() ? component.valueType() : primitive(component.valueType());
        String plain = setter.formatted(field, plainType, field, field, field);
        return component.isOptional()
                ? plain
                        + setter.formatted(
                                field, "Optional<" + component.valueType() + ">", field, field, field + ".orElse(null)")
                : plain;
    }

    private static String fromBuilder(Component component) {
        if (component.isOptional()) {
            return "Optional.ofNullable(" + component.name() + ")";
        }
        if (component.isCollection()) {
            return component.name();
        }
        return "Objects.requireNonNull(%s, %s)"
                .formatted(component.name(), Names.literal(component.member().name()));
    }

    private String joined(String separator, Function<Component, String> text) {
        return components.stream().map(text).collect(Collectors.joining(separator));
    }

    private String valueType(ShapeDefinition shape) {
        return switch (shape.type()) {
            case STRING -> "String";
            case INTEGER -> "Integer";
            case LONG -> "Long";
            case FLOAT -> "Float";
            case DOUBLE -> "Double";
            case BOOLEAN -> "Boolean";
            case TIMESTAMP -> "Instant";
            case BLOB -> "byte[]";
            case LIST -> "List<" + valueType(service.shape(shape.element().shape())) + ">";
            case MAP -> "Map<String, " + valueType(service.shape(shape.value().shape())) + ">";
            case STRUCTURE -> Names.type(shape.name());
        };
    }

    private static String primitive(String type) {
        return switch (type) {
            case "Integer" -> "int";
            case "Long" -> "long";
            case "Float" -> "float";
            case "Double" -> "double";
            case "Boolean" -> "boolean";
            default -> type;
        };
    }
}
