// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.Commit;
import dev.portcullis.server.storage.CommitOutcomeUnknown;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.Receipt;
import dev.portcullis.server.storage.Revision;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.storage.SecretKey;
import dev.portcullis.server.storage.Snapshot;
import dev.portcullis.server.storage.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A store whose commits fail on demand, or wait until the test lets them go on. */
public final class TroubledStore implements ObjectStore {
    private final ObjectStore store;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("writer of a troubled store").factory());
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore mayGoOn = new Semaphore(0);
    private volatile Trouble trouble = Trouble.NONE;
    private final AtomicReference<Trouble> troubleOfOne = new AtomicReference<>(Trouble.NONE);
    private volatile boolean holdsCommits;

    /** How many look-ups of access keys, and loads, reached the store. */
    public final AtomicInteger keyLookUps = new AtomicInteger();

    public final AtomicInteger loads = new AtomicInteger();

    public TroubledStore(ObjectStore store) {
        this.store = store;
    }

    /** What befalls the commits to come. */
    public enum Trouble {
        NONE,
        /** Refused, nothing written. */
        REFUSED,
        /** Written, but nobody can tell. */
        UNKNOWN_BUT_WRITTEN,
        /** Not written, but nobody can tell. */
        UNKNOWN_AND_LOST
    }

    public void befall(Trouble next) {
        trouble = next;
    }

    /** Of the commits to come the first one only. */
    void befallOne(Trouble next) {
        troubleOfOne.set(next);
    }

    /** From now on commits wait for {@link #letGoOn}. */
    public void holdCommits() {
        mayGoOn.drainPermits();
        holdsCommits = true;
    }

    public void awaitCommit() {
        arrived.acquireUninterruptibly();
    }

    public void letGoOn() {
        holdsCommits = false;
        mayGoOn.release(1_000);
    }

    @Override
    public void submit(Write write, Receipt<CommitResult> receipt) {
        writer.execute(() -> make(write, receipt));
    }

    private void make(Write write, Receipt<CommitResult> receipt) {
        arrived.release();
        if (holdsCommits) {
            mayGoOn.acquireUninterruptibly();
        }
        var ofOne = troubleOfOne.getAndSet(Trouble.NONE);
        switch (ofOne == Trouble.NONE ? trouble : ofOne) {
            case NONE -> store.submit(write, receipt);
            case REFUSED -> receipt.failed(new StoreUnavailable("The disk is full"));
            case UNKNOWN_BUT_WRITTEN -> {
                store.commit(write.changes(), write.why());
                receipt.failed(new CommitOutcomeUnknown("The disk did not answer", new IOException()));
            }
            case UNKNOWN_AND_LOST ->
                receipt.failed(new CommitOutcomeUnknown("The disk did not answer", new IOException()));
        }
    }

    @Override
    public Snapshot load(AggregateId id) {
        loads.incrementAndGet();
        return store.load(id);
    }

    @Override
    public Optional<CommitResult.Committed> operation(String operationId) {
        return store.operation(operationId);
    }

    @Override
    public Map<AggregateId, Revision> heads(Collection<AggregateId> ids) {
        return store.heads(ids);
    }

    @Override
    public List<AggregateId> aggregates(String type) {
        return store.aggregates(type);
    }

    @Override
    public List<Commit> commitsAfter(AggregateId id, Revision revision, int limit) {
        return store.commitsAfter(id, revision, limit);
    }

    @Override
    public Optional<AggregateId> ownerOfAccessKey(String accessKeyId) {
        keyLookUps.incrementAndGet();
        return store.ownerOfAccessKey(accessKeyId);
    }

    @Override
    public Optional<SealedBytes> secret(SecretKey key) {
        return store.secret(key);
    }

    @Override
    public List<SecretKey> secretKeys(AggregateId id) {
        return store.secretKeys(id);
    }

    @Override
    public boolean resealSecret(SecretKey key, SealedBytes expected, SealedBytes resealed) {
        return store.resealSecret(key, expected, resealed);
    }

    @Override
    public void backupTo(Path file) {
        store.backupTo(file);
    }

    @Override
    public void close() {
        writer.close();
        store.close();
    }
}
