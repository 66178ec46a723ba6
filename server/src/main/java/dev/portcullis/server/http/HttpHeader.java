// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

/**
 * One header line.
 *
 * @param name the name in the letter case of the wire; compare it without regard to case
 * @param value the value without the white space around it; one character a byte (ISO-8859-1)
 */
public record HttpHeader(String name, String value) {
    /** Whether this is the header of that name, in any letter case. */
    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }
}
