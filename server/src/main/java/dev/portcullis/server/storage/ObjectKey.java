// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.regex.Pattern;

/**
 * Names an object within its aggregate.
 *
 * @param kind what it is, one of the {@link ObjectKinds} the store was opened with: letters, digits and hyphens, at most 64
 * @param id which one: 1-2048 characters, compared exactly (callers fold case before, where names ignore it)
 */
public record ObjectKey(String kind, String id) implements Comparable<ObjectKey> {
    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");

    public ObjectKey {
        requireKind(kind);
        requireId(id);
    }

    static void requireKind(String kind) {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("Not a kind of object: \"%s\"".formatted(kind));
        }
    }

    static void requireId(String id) {
        if (id.isEmpty() || id.length() > 2048) {
            throw new IllegalArgumentException("An object id has 1-2048 characters: \"%s\"".formatted(id));
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return kind + "/" + id;
    }
}
