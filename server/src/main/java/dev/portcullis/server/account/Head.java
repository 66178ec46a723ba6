// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.Update;
import dev.portcullis.server.storage.AggregateChange;
import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.ObjectStore.Write;
import dev.portcullis.server.storage.Snapshot;
import dev.portcullis.server.storage.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The present value of one aggregate, and the queue of writes to it. One thread at a time works the queue: it carries out all writes
 * that wait in one durable commit, and while that is under way the next ones gather. Whoever finds nobody at work begins, and hands
 * the rest over to a thread of its own once its own write is done.
 */
final class Head<A extends Aggregate<A>> {
    private static final int MAX_BATCH = 256;

    private final ObjectStore store;
    private final AggregateId id;
    private final Function<Snapshot, A> reader;
    private final Consumer<AggregateChange> afterCommit;

    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Waiting<A, ?>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean atWork = new AtomicBoolean();

    /** Durable, or null while it has to be read from the store. Set under the lock. */
    private volatile @Nullable A value;

    private volatile long lastUsed = System.nanoTime();
    private boolean retired; // under the lock

    Head(ObjectStore store, AggregateId id, Function<Snapshot, A> reader, Consumer<AggregateChange> afterCommit) {
        this.store = store;
        this.id = id;
        this.reader = reader;
        this.afterCommit = afterCommit;
    }

    /** An answer, which may be null. */
    record Answer<R>(R value) {}

    /** A write in the queue. All but {@code told} is touched by the thread at work only. */
    private static final class Waiting<A extends Aggregate<A>, R> {
        private final Update<A, R> update;
        private final CompletableFuture<Answer<R>> told = new CompletableFuture<>();
        private @Nullable Answer<R> answer;
        private @Nullable RuntimeException failure;

        Waiting(Update<A, R> update) {
            this.update = update;
        }

        /** Tells the outcome, now that what it was judged by is durable. */
        void tell() {
            if (failure != null) {
                told.completeExceptionally(failure);
            } else {
                told.complete(answer);
            }
        }

        void fail(RuntimeException e) {
            told.completeExceptionally(e);
        }

        /** Waits for the outcome. */
        Answer<R> outcome() {
            try {
                return told.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : e;
            }
        }
    }

    /** The head was retired: the write must be queued at the aggregate's next head. */
    private static final class RetiredException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RetiredException() {
            super("retired", null, false, false);
        }
    }

    /** The present value; reads it from the store if need be. */
    A value() {
        lastUsed = System.nanoTime();
        var present = value;
        return present != null ? present : locked(this::loaded);
    }

    int waiting() {
        return queue.size();
    }

    long lastUsed() {
        return lastUsed;
    }

    /**
     * Applies a write. Empty if this head was retired in the meantime: ask for the aggregate's head again.
     */
    <R> Optional<Answer<R>> update(Update<A, R> update) {
        lastUsed = System.nanoTime();
        var waiting = new Waiting<A, R>(update);
        queue.add(waiting);
        if (atWork.compareAndSet(false, true)) {
            work(waiting.told);
        }
        try {
            return Optional.of(waiting.outcome());
        } catch (RetiredException e) {
            return Optional.empty();
        }
    }

    /** Works the queue until it is empty or, if there is more to do after that, until the given write is told. */
    private void work(Future<?> own) {
        do {
            carryOutWaiting();
            if (own.isDone() && !queue.isEmpty()) {
                var _ = Thread.ofVirtual().name("writes of " + id).start(this::workAll);
                return;
            }
            atWork.set(false);
        } while (!queue.isEmpty() && atWork.compareAndSet(false, true));
    }

    private void workAll() {
        do {
            while (!queue.isEmpty()) {
                carryOutWaiting();
            }
            atWork.set(false);
        } while (!queue.isEmpty() && atWork.compareAndSet(false, true));
    }

    private void carryOutWaiting() {
        var batch = takeWaiting();
        if (!batch.isEmpty()) {
            locked(() -> {
                if (retired) {
                    batch.forEach(waiting -> waiting.fail(new RetiredException()));
                } else {
                    carryOut(batch);
                }
                return batch;
            });
        }
    }

    <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** To be called under the lock. */
    boolean isRetired() {
        return retired;
    }

    /** To be called under the lock, with a value that is durable. */
    void publish(A next) {
        value = next;
    }

    /** Forgets the value: what is durable is not known. To be called under the lock. */
    void drop() {
        value = null;
    }

    /** Ends this head, unless it is at work. */
    boolean retire() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            retired = queue.isEmpty() && !atWork.get();
            return retired;
        } finally {
            lock.unlock();
        }
    }

    private A loaded() {
        var present = value;
        if (present == null) {
            present = reader.apply(store.load(id));
            value = present;
        }
        return present;
    }

    private List<Waiting<A, ?>> takeWaiting() {
        var batch = new ArrayList<Waiting<A, ?>>();
        while (batch.size() < MAX_BATCH) {
            var next = queue.poll();
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private void carryOut(List<Waiting<A, ?>> batch) {
        try {
            if (!commit(batch) && batch.size() > 1) {
                batch.forEach(one -> carryOut(List.of(one)));
            }
        } catch (StoreUnavailable e) {
            batch.forEach(waiting -> waiting.fail(e));
        } catch (RuntimeException | Error e) {
            drop(); // what is durable is not known: nothing more is answered from memory
            var failure = e instanceof RuntimeException known ? known : new IllegalStateException(e);
            batch.forEach(waiting -> waiting.fail(failure));
        }
    }

    /** Commits a batch; false if one of several spoilt it and each must be tried alone, when nothing was written. */
    private boolean commit(List<Waiting<A, ?>> batch) {
        var next = loaded();
        var writes = new ArrayList<Write>();
        for (var waiting : batch) {
            next = apply(waiting, next, writes);
        }
        if (!writes.isEmpty()) {
            var results = commitAll(writes);
            if (results.stream().anyMatch(result -> !(result instanceof CommitResult.Committed))) {
                drop();
                if (batch.size() > 1) {
                    return false;
                }
                results.forEach(Head::require);
            }
            publish(next);
        }
        batch.forEach(Waiting::tell);
        return true;
    }

    private List<CommitResult> commitAll(List<Write> writes) {
        try {
            return store.commitAll(writes);
        } finally { // also when the outcome is unknown
            writes.forEach(write -> write.changes().forEach(afterCommit));
        }
    }

    private <R> A apply(Waiting<A, R> waiting, A present, List<Write> writes) {
        waiting.failure = null;
        Outcome<A, R> outcome;
        try {
            outcome = waiting.update.apply(present);
        } catch (RuntimeException e) {
            waiting.failure = e; // told only once the value it was judged by is durable
            return present;
        }
        waiting.answer = new Answer<>(outcome.answer());
        var next = outcome.value();
        if (next.recorded().isEmpty()) {
            return present;
        }
        writes.add(new Write(List.of(Snapshots.change(next)), outcome.why()));
        return next.at(next.revision().next());
    }

    static CommitResult.Committed require(CommitResult result) {
        return switch (result) {
            case CommitResult.Committed committed -> committed;
            case CommitResult.Conflict(var heads) ->
                throw new StoreUnavailable("Another writer changed the data: it stands at " + heads);
            case CommitResult.DuplicateAccessKey(var keyId) -> throw new DuplicateAccessKeyException(keyId);
        };
    }
}
