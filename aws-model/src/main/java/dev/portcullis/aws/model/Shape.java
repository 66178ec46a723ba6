// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The type of a value on the wire with its constraints: what a codec walks to read, check and write a value.
 *
 * <p>Each shape has one Java type of value, named in its own comment; codecs handle values by that type only, whether the structures
 * are generated records or, for models read at run time, maps. Aggregates refer to their parts lazily, so shapes may be recursive.
 */
public sealed interface Shape {
    /** The shape's name in the model, such as {@code userNameType}. */
    String name();

    /**
     * Text; its value is a {@link String}.
     *
     * @param length bounds of the length in characters
     * @param pattern what the whole value must match
     * @param values the enumeration that the value must belong to, in model order; empty when any text is allowed
     * @param sensitive a secret: must not appear in logs, errors or {@code toString()}
     * @param percentEncodedPolicy a policy document, which answers carry percent-encoded (RFC 3986); requests carry it plain
     */
    record StringShape(
            String name,
            Bounds length,
            Optional<Pattern> pattern,
            List<String> values,
            boolean sensitive,
            boolean percentEncodedPolicy)
            implements Shape {
        public StringShape {
            values = List.copyOf(values);
        }

        /** Text without constraints. */
        public static StringShape of(String name) {
            return new StringShape(name, Bounds.NONE, Optional.empty(), List.of(), false, false);
        }
    }

    /** A 32-bit number; its value is an {@link Integer}. */
    record IntegerShape(String name, Bounds bounds) implements Shape {}

    /** A 64-bit number; its value is a {@link Long}. */
    record LongShape(String name, Bounds bounds) implements Shape {}

    /** A single-precision number; its value is a {@link Float}. */
    record FloatShape(String name) implements Shape {}

    /** A double-precision number; its value is a {@link Double}. */
    record DoubleShape(String name) implements Shape {}

    /** True or false; its value is a {@link Boolean}. */
    record BooleanShape(String name) implements Shape {}

    /** A moment; its value is an {@link Instant}. A member may name another format than its shape. */
    record TimestampShape(String name, TimestampFormat format) implements Shape {}

    /**
     * Bytes; the value is a {@code byte[]}, which nobody changes once it is in a structure.
     *
     * @param length bounds of the length in bytes, before Base64
     */
    record BlobShape(String name, Bounds length, boolean sensitive) implements Shape {}

    /**
     * A list; its value is a {@link List} of the element's values.
     *
     * @param elementSupplier the element's shape, asked for only when used
     * @param elementName the wire name of one element: {@code member} unless the model names another
     * @param flattened written without the enclosing element
     * @param elementNamespace the namespace that the model sets on each element
     */
    record ListShape(
            String name,
            Supplier<? extends Shape> elementSupplier,
            String elementName,
            boolean flattened,
            Bounds size,
            Optional<XmlNamespace> elementNamespace)
            implements Shape {
        /** The wire name of an element where the model names none. */
        public static final String DEFAULT_ELEMENT_NAME = "member";

        public Shape element() {
            return elementSupplier.get();
        }

        /** True where the model gives elements a name other than {@code member}. */
        public boolean hasElementName() {
            return !elementName.equals(DEFAULT_ELEMENT_NAME);
        }
    }

    /**
     * A map with text keys; its value is a {@link Map} from {@link String} to the values of {@link #value()}, in wire order.
     *
     * @param keyName the wire name of a key: {@code key} unless the model names another
     * @param valueName the wire name of a value: {@code value} unless the model names another
     * @param flattened written without the enclosing element
     */
    record MapShape(
            String name,
            StringShape key,
            Supplier<? extends Shape> valueSupplier,
            String keyName,
            String valueName,
            boolean flattened,
            Bounds size)
            implements Shape {
        public Shape value() {
            return valueSupplier.get();
        }
    }

    /** A structure: {@link StructureShape}, in a file of its own. */
    sealed interface Structure extends Shape permits StructureShape {}
}
