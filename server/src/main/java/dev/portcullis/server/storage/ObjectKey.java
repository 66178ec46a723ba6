// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/**
 * Names an object within its aggregate.
 *
 * @param kind what it is, one of the {@link ObjectKinds} the store was opened with: letters, digits and hyphens, at most 64
 * @param id which one: 1-2048 characters, compared exactly (callers fold case before, where names ignore it)
 */
public record ObjectKey(String kind, String id) implements Comparable<ObjectKey> {
    public ObjectKey {
        requireKind(kind);
        requireId(id);
    }

    static void requireKind(String kind) {
        if (!isKind(kind)) {
            throw new IllegalArgumentException("Not a kind of object: \"%s\"".formatted(kind));
        }
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Every object has one, so this is not left to a pattern. */
    private static boolean isKind(String kind) {
        if (kind.isEmpty() || kind.length() > 64 || !isLetter(kind.charAt(0))) {
            return false;
        }
        for (int i = 0; i < kind.length(); i++) {
            char c = kind.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
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
