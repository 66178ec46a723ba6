// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/**
 * What a commit does to one aggregate. Each key is named at most once.
 *
 * @param expectedRevision where the aggregate must stand for the change to apply
 * @param objects changed objects, at most 1,000,000; may be empty when only secrets change
 * @param secrets changed secrets, all of this aggregate
 * @param accessKeys changed entries of the access key index
 */
public record AggregateChange(
        AggregateId aggregate,
        Revision expectedRevision,
        List<ObjectChange> objects,
        List<SecretChange> secrets,
        List<AccessKeyChange> accessKeys) {
    private static final int MOST_OBJECTS = 1_000_000;

    public AggregateChange {
        objects = List.copyOf(objects);
        if (objects.size() > MOST_OBJECTS) {
            throw new IllegalArgumentException("A change has at most %d objects".formatted(MOST_OBJECTS));
        }
        secrets = List.copyOf(secrets);
        accessKeys = List.copyOf(accessKeys);
        requireDistinct(objects, ObjectChange::key);
        requireDistinct(secrets, SecretChange::key);
        requireDistinct(accessKeys, AccessKeyChange::accessKeyId);
        for (SecretChange secret : secrets) {
            if (!secret.key().aggregate().equals(aggregate)) {
                throw new IllegalArgumentException("%s is not a secret of %s".formatted(secret.key(), aggregate));
            }
        }
    }

    private static <C> void requireDistinct(List<C> changes, Function<C, Object> keyOf) {
        if (changes.size() < 2) {
            return;
        }
        var seen = new HashSet<Object>();
        for (var change : changes) {
            var key = keyOf.apply(change);
            if (!seen.add(key)) {
                throw new IllegalArgumentException("Changed twice in one commit: " + key);
            }
        }
    }

    /** Starts a change of an aggregate that must stand at the given revision. */
    public static Builder at(AggregateId aggregate, Revision expectedRevision) {
        return new Builder(aggregate, expectedRevision);
    }

    /** Collects the parts of a change. Not thread-safe. */
    public static final class Builder {
        private final AggregateId aggregate;
        private final Revision expectedRevision;
        private final List<ObjectChange> objects = new ArrayList<>();
        private final List<SecretChange> secrets = new ArrayList<>();
        private final List<AccessKeyChange> accessKeys = new ArrayList<>();

        private Builder(AggregateId aggregate, Revision expectedRevision) {
            this.aggregate = aggregate;
            this.expectedRevision = expectedRevision;
        }

        public Builder put(StoredObject object) {
            objects.add(new ObjectChange.Put(object));
            return this;
        }

        public Builder delete(ObjectKey key) {
            objects.add(new ObjectChange.Delete(key));
            return this;
        }

        public Builder putSecret(String kind, String id, SealedBytes sealed) {
            secrets.add(new SecretChange.PutSecret(new SecretKey(aggregate, kind, id), sealed));
            return this;
        }

        public Builder deleteSecret(String kind, String id) {
            secrets.add(new SecretChange.DeleteSecret(new SecretKey(aggregate, kind, id)));
            return this;
        }

        public Builder claimAccessKey(String accessKeyId) {
            accessKeys.add(new AccessKeyChange.Claim(accessKeyId));
            return this;
        }

        public Builder releaseAccessKey(String accessKeyId) {
            accessKeys.add(new AccessKeyChange.Release(accessKeyId));
            return this;
        }

        public AggregateChange build() {
            return new AggregateChange(aggregate, expectedRevision, objects, secrets, accessKeys);
        }
    }
}
