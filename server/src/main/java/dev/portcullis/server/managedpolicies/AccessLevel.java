// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import java.util.Arrays;

/**
 * What kind of thing an action does, with the names of the AWS Service Authorization Reference. An action has one level;
 * one that changes permissions or only tags has that level and not {@link #WRITE}.
 */
public enum AccessLevel {
    /** Tells which resources there are. */
    LIST("List"),
    /** Tells what a resource is like or holds, and changes nothing. */
    READ("Read"),
    /** Changes only tags. */
    TAGGING("Tagging"),
    /** Creates, changes or deletes resources, or hands out credentials. */
    WRITE("Write"),
    /** Gives permissions or takes them away. */
    PERMISSIONS_MANAGEMENT("Permissions management");

    private final String text;

    AccessLevel(String text) {
        this.text = text;
    }

    /** The level as the Service Authorization Reference writes it. */
    public String text() {
        return text;
    }

    /** Whether an action of this level leaves everything as it was. */
    public boolean isReadOnly() {
        return this == LIST || this == READ;
    }

    /**
     * The level of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static AccessLevel of(String text) {
        return Arrays.stream(values())
                .filter(level -> level.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no access level"));
    }
}
