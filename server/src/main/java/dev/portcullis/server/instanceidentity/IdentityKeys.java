// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceidentity;

import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.AggregateChange;
import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.Revision;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.storage.SecretKey;
import dev.portcullis.server.storage.StoreUnavailable;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The key of a region, sealed in the store; made when it is asked for the first time, and then never again. Thread-safe. */
final class IdentityKeys {
    private static final String KIND = "identity-key";

    private final ObjectStore store;
    private final StoredSecrets secrets;
    private final RandomSource random;
    private final InstantSource clock;
    private final String region;
    private final SecretKey place;
    private final Lock lock = new ReentrantLock();
    private volatile Optional<IdentityKey> known = Optional.empty();

    IdentityKeys(ObjectStore store, StoredSecrets secrets, RandomSource random, InstantSource clock, String region) {
        this.store = store;
        this.secrets = secrets;
        this.random = random;
        this.clock = clock;
        this.region = region;
        this.place = new SecretKey(new AggregateId("instance-identity", region), KIND, region);
    }

    /** @throws dev.portcullis.server.storage.StoreException if it has to be read or made, and cannot */
    IdentityKey get() {
        return known.orElseGet(this::readOrMake);
    }

    private IdentityKey readOrMake() {
        lock.lock();
        try {
            var key = known.or(this::stored).orElseGet(this::made);
            known = Optional.of(key);
            return key;
        } finally {
            lock.unlock();
        }
    }

    private Optional<IdentityKey> stored() {
        return store.secret(place).map(this::open);
    }

    private IdentityKey open(SealedBytes sealed) {
        return secrets.open(address(), sealed.toByteArray())
                .map(secret -> IdentityKey.read(secret.reveal()))
                .orElseThrow(() -> new IllegalStateException("The key of identity documents does not open"));
    }

    /** Where another node made it at the same moment, that one's counts. */
    private IdentityKey made() {
        var key = IdentityKey.make(region, clock.instant(), random);
        var sealed = secrets.seal(address(), Secret.of(key.stored()));
        var change = AggregateChange.at(place.aggregate(), Revision.NONE)
                .putSecret(place.kind(), place.id(), SealedBytes.of(sealed))
                .build();
        return store.commit(List.of(change), why()) instanceof CommitResult.Committed
                ? key
                : stored().orElseThrow(() -> new StoreUnavailable("The key of identity documents was not written."));
    }

    private CommitRecord why() {
        return CommitRecord.withoutRequest(
                "portcullis:instance-identity", "portcullis:MakeIdentityKey", clock.instant());
    }

    private SecretAddress address() {
        return new SecretAddress("instance-identity", region, KIND, region);
    }
}
