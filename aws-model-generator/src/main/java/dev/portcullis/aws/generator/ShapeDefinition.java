// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A shape as a model defines it.
 *
 * @param json its object in the model
 */
record ShapeDefinition(String name, Map<String, Object> json) {

    /** A member of a structure, or the element, key or value of a list or map. */
    record Reference(String name, String shape, boolean required, Map<String, Object> json) {}

    ShapeType type() {
        String type = JsonMaps.text(json, "type").orElse("");
        return switch (type) {
            case "string", "character" -> ShapeType.STRING;
            case "integer", "short", "byte" -> ShapeType.INTEGER;
            case "long" -> ShapeType.LONG;
            case "float" -> ShapeType.FLOAT;
            case "double" -> ShapeType.DOUBLE;
            case "boolean" -> ShapeType.BOOLEAN;
            case "timestamp" -> ShapeType.TIMESTAMP;
            case "blob" -> ShapeType.BLOB;
            case "list" -> ShapeType.LIST;
            case "map" -> ShapeType.MAP;
            case "structure" -> ShapeType.STRUCTURE;
            default -> throw new ModelException("shape " + name + " has the unknown type '" + type + "'");
        };
    }

    /** The members of a structure by name, in model order. */
    Map<String, Reference> members() {
        List<String> required = JsonMaps.texts(json, "required");
        Map<String, Reference> members = new LinkedHashMap<>();
        JsonMaps.object(json, "members")
                .forEach((member, value) ->
                        members.put(member, reference(member, located(member, value), required.contains(member))));
        for (String member : required) {
            if (!members.containsKey(member)) {
                throw new ModelException(
                        "shape " + name + " requires the member " + member + ", which it does not have");
            }
        }
        return members;
    }

    /** The element of a list. */
    Reference element() {
        return reference("member", JsonMaps.object(json, "member"), true);
    }

    /** The key of a map. */
    Reference key() {
        return reference("key", JsonMaps.object(json, "key"), true);
    }

    /** The value of a map. */
    Reference value() {
        return reference("value", JsonMaps.object(json, "value"), true);
    }

    /** Everything that this shape refers to. */
    List<Reference> references() {
        return switch (type()) {
            case LIST -> List.of(element());
            case MAP -> List.of(key(), value());
            case STRUCTURE -> List.copyOf(members().values());
            case STRING, INTEGER, LONG, FLOAT, DOUBLE, BOOLEAN, TIMESTAMP, BLOB -> List.of();
        };
    }

    boolean is(String flag) {
        return JsonMaps.is(json, flag);
    }

    Optional<String> text(String field) {
        return JsonMaps.text(json, field);
    }

    /** The member's object, which says {@code payload} where the structure says so of it. */
    private Map<String, Object> located(String member, Object value) {
        Map<String, Object> located = new LinkedHashMap<>(JsonMaps.object(value));
        text("payload").filter(member::equals).ifPresent(payload -> located.put("location", "payload"));
        return located;
    }

    private Reference reference(String member, Map<String, Object> reference, boolean required) {
        String shape = JsonMaps.text(reference, "shape")
                .orElseThrow(() -> new ModelException("shape " + name + ": member " + member + " names no shape"));
        return new Reference(member, shape, required, reference);
    }
}
