// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import dev.portcullis.aws.model.Member;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Protocol;
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
import dev.portcullis.aws.query.QueryParameters.Node;
import dev.portcullis.aws.wire.ConstraintValidator;
import dev.portcullis.aws.wire.InvalidRequestException;
import dev.portcullis.aws.wire.MemberPath;
import dev.portcullis.aws.wire.Scalars;
import dev.portcullis.aws.wire.ValueEcho;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes parameters into the input of an operation and checks it against the model: everything is decoded first, so that all broken
 * constraints are told at once. Parameters that the model does not know are ignored. In the EC2 dialect every list is flattened.
 */
public final class QueryDecoder {
    private final ConstraintValidator constraints;
    private final boolean isEc2;

    private QueryDecoder(ValueEcho echo, boolean isEc2) {
        this.constraints = new ConstraintValidator(echo);
        this.isEc2 = isEc2;
    }

    /**
     * Decodes the input of an operation in the dialect of its service.
     *
     * @throws InvalidRequestException if a value is not of its type or breaks a constraint, or a required one is missing
     */
    public static <I> I decode(OperationModel<I, ?> operation, QueryParameters parameters, ValueEcho echo) {
        boolean isEc2 = operation.service().protocol() == Protocol.EC2;
        return decode(operation.input(), parameters, new QueryDecoder(echo, isEc2));
    }

    /**
     * Decodes an input that is sent in plain Query.
     *
     * @throws InvalidRequestException if a value is not of its type or breaks a constraint, or a required one is missing
     */
    public static <I> I decode(StructureShape<I> input, QueryParameters parameters, ValueEcho echo) {
        return decode(input, parameters, new QueryDecoder(echo, false));
    }

    private static <I> I decode(StructureShape<I> input, QueryParameters parameters, QueryDecoder decoder) {
        @Nullable Object[] values = decoder.members(input, parameters.root(), MemberPath.ROOT);
        decoder.constraints.requireNothingBroken();
        return input.build(values);
    }

    private @Nullable Object[] members(StructureShape<?> shape, Node node, MemberPath path) {
        List<Member> members = shape.members();
        @Nullable Object[] values = new @Nullable Object[members.size()];
        for (int place = 0; place < values.length; place++) {
            Member member = members.get(place);
            Node child = node.child(member.requestName());
            if (child != null) {
                values[place] = value(member.shape(), child, path.member(member.name()));
            } else if (member.required()) {
                constraints.missing(path.member(member.name()));
            }
        }
        return values;
    }

    /** The decoded value; null for a structure that breaks constraints and so cannot be built. */
    private @Nullable Object value(Shape shape, Node node, MemberPath path) {
        return switch (shape) {
            case StructureShape<?> structure -> structure(structure, node, path);
            case ListShape list -> list(list, node, path);
            case MapShape map -> map(map, node, path);
            case StringShape string -> text(string, scalar(node, path), path);
            case IntegerShape integer -> {
                int value = Scalars.integer(scalar(node, path), path);
                constraints.number(integer.bounds(), value, path);
                yield value;
            }
            case LongShape number -> {
                long value = Scalars.number(scalar(node, path), path);
                constraints.number(number.bounds(), value, path);
                yield value;
            }
            case BlobShape blob -> {
                byte[] value = Scalars.blob(scalar(node, path), path);
                constraints.blob(blob, value, path);
                yield value;
            }
            case FloatShape any -> Scalars.floating(scalar(node, path), path).floatValue();
            case DoubleShape any -> Scalars.floating(scalar(node, path), path);
            case BooleanShape any -> Scalars.bool(scalar(node, path), path);
            case TimestampShape any -> Scalars.timestamp(scalar(node, path), path);
        };
    }

    private static String scalar(Node node, MemberPath path) {
        if (node.value == null || node.hasChildren()) {
            throw InvalidRequestException.malformed(
                    "Start of structure or list found where not expected: '%s'".formatted(path));
        }
        return node.value;
    }

    private String text(StringShape shape, String value, MemberPath path) {
        constraints.text(shape, value, path);
        return value;
    }

    private @Nullable Object structure(StructureShape<?> shape, Node node, MemberPath path) {
        requireNoText(node, path);
        int broken = constraints.count();
        @Nullable Object[] values = members(shape, node, path);
        return constraints.count() == broken ? shape.build(values) : null;
    }

    /** {@code Name.member.1}, or {@code Name.1} when flattened; {@code Name=} is the empty list. */
    private List<Object> list(ListShape shape, Node node, MemberPath path) {
        requireNoText(node, path);
        Node elements = shape.flattened() || isEc2 ? node : onlyChild(node, shape.elementName(), path);
        List<Object> values = new ArrayList<>();
        int index = 0;
        for (Node element : elements == null ? List.<Node>of() : elements.numbered(path)) {
            index++;
            Object value = value(shape.element(), element, path.element(index));
            if (value != null) {
                values.add(value);
            }
        }
        constraints.size(shape.size(), index, path);
        return Collections.unmodifiableList(values);
    }

    /** {@code Name.entry.1.key} and {@code Name.entry.1.value}, without {@code entry} when flattened; {@code Name=} is the empty map. */
    private Map<String, Object> map(MapShape shape, Node node, MemberPath path) {
        requireNoText(node, path);
        Node entries = shape.flattened() ? node : onlyChild(node, "entry", path);
        Map<String, Object> values = new LinkedHashMap<>();
        int size = 0;
        for (Node entry : entries == null ? List.<Node>of() : entries.numbered(path)) {
            size++;
            Node keyNode = entry.child(shape.keyName());
            Node valueNode = entry.child(shape.valueName());
            if (keyNode == null || valueNode == null) {
                throw InvalidRequestException.malformed(
                        "Each entry of '%s' must have a key and a value".formatted(path));
            }
            String key = text(shape.key(), scalar(keyNode, path), path.key());
            Object value = value(shape.value(), valueNode, path.entry(key));
            if (value != null && values.put(key, value) != null) {
                throw InvalidRequestException.malformed("The map '%s' has a key twice".formatted(path));
            }
        }
        constraints.size(shape.size(), size, path);
        return Collections.unmodifiableMap(values);
    }

    private static @Nullable Node onlyChild(Node node, String name, MemberPath path) {
        Node child = node.child(name);
        if (child == null && node.hasChildren()) {
            throw InvalidRequestException.malformed("The elements of '%s' must be named '%s'".formatted(path, name));
        }
        if (child != null) {
            requireNoText(child, path);
        }
        return child;
    }

    private static void requireNoText(Node node, MemberPath path) {
        if (node.value != null && !node.value.isEmpty()) {
            throw InvalidRequestException.malformed(
                    "Unexpected text where a structure or list is expected: '%s'".formatted(path));
        }
    }
}
