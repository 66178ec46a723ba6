// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A member of a structure, at a fixed place in it.
 *
 * @param name the name in the model
 * @param wireName the name on the wire: the model's {@code locationName}, or {@code name}
 * @param requestName the name in requests: {@code wireName}, but in the EC2 dialect the model's {@code queryName}, or the {@code wireName} with
 *     its first letter in upper case
 * @param shapeSupplier the member's shape, asked for only when used
 * @param required must be present in a valid structure; a required list or map is written even when it is empty
 * @param timestampFormat where the member's format differs from its shape's
 * @param xmlNamespace the namespace the model sets on the member's element
 * @param xmlAttribute written as an attribute of the enclosing element
 * @param location where it stands in the HTTP message
 */
public record Member(
        String name,
        String wireName,
        String requestName,
        Supplier<? extends Shape> shapeSupplier,
        boolean required,
        Optional<TimestampFormat> timestampFormat,
        Optional<XmlNamespace> xmlNamespace,
        boolean xmlAttribute,
        Location location) {

    /** A member that is called the same on the wire as in the model. */
    public static Member of(String name, Shape shape, boolean required) {
        return of(name, () -> shape, required);
    }

    /** A member whose shape is looked up only when it is used, as members that close a cycle need. */
    public static Member of(String name, Supplier<? extends Shape> shape, boolean required) {
        return new Member(name, name, name, shape, required, Optional.empty(), Optional.empty(), false, Location.BODY);
    }

    public Shape shape() {
        return shapeSupplier.get();
    }

    /** True where the model gives the member a wire name of its own. */
    public boolean hasWireName() {
        return !wireName.equals(name);
    }
}
