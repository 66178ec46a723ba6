// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/**
 * Names a secret: it belongs to an aggregate, but is kept apart from its objects and without history.
 *
 * @param kind what it is, in the form of an object's kind
 * @param id which one: 1-2048 characters
 */
public record SecretKey(AggregateId aggregate, String kind, String id) implements Comparable<SecretKey> {
    public SecretKey {
        ObjectKey.requireKind(kind);
        ObjectKey.requireId(id);
    }

    @Override
    public int compareTo(SecretKey other) {
        int byAggregate = aggregate.compareTo(other.aggregate);
        if (byAggregate != 0) {
            return byAggregate;
        }
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return aggregate + "/" + kind + "/" + id;
    }
}
