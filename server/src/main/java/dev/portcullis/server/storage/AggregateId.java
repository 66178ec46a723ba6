// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.regex.Pattern;

/**
 * Names an aggregate: the objects that change together under one revision, such as {@code account/123456789012} or
 * {@code directory/accounts}.
 *
 * @param type what it is: 1-32 characters of a-z, 0-9 and hyphen
 * @param id which one: 1-256 printable ASCII characters without spaces
 */
public record AggregateId(String type, String id) implements Comparable<AggregateId> {
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern ID = Pattern.compile("[!-~]{1,256}");

    public AggregateId {
        if (!TYPE.matcher(type).matches() || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("Not an aggregate: \"%s/%s\"".formatted(type, id));
        }
    }

    @Override
    public int compareTo(AggregateId other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
