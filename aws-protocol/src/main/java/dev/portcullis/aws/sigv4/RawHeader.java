// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

/**
 * One header line.
 *
 * @param name the name in the letter case of the wire
 * @param value the value, one character a byte (ISO-8859-1)
 */
public record RawHeader(String name, String value) {
    boolean isNamed(String other) {
        return name.equals(other) || name.equalsIgnoreCase(other);
    }
}
