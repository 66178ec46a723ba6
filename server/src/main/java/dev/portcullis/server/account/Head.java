// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The present value of one aggregate, and the writes to it. A write is applied when it arrives, to what all writes before it make of the
 * value, durable or not: while one batch of writes is made durable the next one gathers, ready to be committed. One thread at a time
 * commits: whoever finds nobody at work begins, and hands the rest over to a thread of its own once its own write is done. When a batch
 * fails, what was built on it is applied anew, to what is durable. Nothing is told, not even a refusal, before what it was judged by is
 * durable.
 */
final class Head<A extends Aggregate<A>> {
    private static final int MAX_BATCH = 256;

    private final ObjectStore store;
    private final AggregateId id;
    private final Function<Snapshot, A> reader;
    private final Consumer<AggregateChange> afterCommit;

    /** Held while something is committed or read from the store; in the order of arrival. Taken before the other lock, never after. */
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Held while a write is applied: for a moment. */
    private final ReentrantLock applying = new ReentrantLock();

    /** Durable, or null while it has to be read from the store. Set under {@link #turn}; to null under both locks. */
    private volatile @Nullable A value;

    private volatile long lastUsed = System.nanoTime();

    // Everything below is used under the lock `applying`.

    /** What the writes in flight and those gathered make of the value; null, as long as those gathered are not applied. */
    private @Nullable A tip;

    private List<Waiting<A, ?>> gathered = new ArrayList<>();
    private boolean atWork;
    private boolean retired;

    Head(ObjectStore store, AggregateId id, Function<Snapshot, A> reader, Consumer<AggregateChange> afterCommit) {
        this.store = store;
        this.id = id;
        this.reader = reader;
        this.afterCommit = afterCommit;
    }

    /** An answer, which may be null. */
    record Answer<R>(R value) {}

    /** A write on its way. All but {@code told} is used under the lock {@code applying} until a batch is made of it, then by the thread at work. */
    private static final class Waiting<A extends Aggregate<A>, R> {
        private final Update<A, R> update;
        private final CompletableFuture<Answer<R>> told = new CompletableFuture<>();
        private @Nullable Answer<R> answer;
        private @Nullable RuntimeException failure;
        private Optional<Write> write = Optional.empty();
        private @Nullable A after;

        Waiting(Update<A, R> update) {
            this.update = update;
        }

        /** Applies the write, anew if it was before; returns the next value. */
        A applyTo(A before) {
            answer = null;
            failure = null;
            write = Optional.empty();
            var next = before;
            try {
                var outcome = update.apply(before);
                answer = new Answer<>(outcome.answer());
                var changed = outcome.value();
                if (!changed.recorded().isEmpty()) {
                    write = Optional.of(new Write(List.of(Snapshots.change(changed)), outcome.why()));
                    next = changed.at(changed.revision().next());
                }
            } catch (RuntimeException e) {
                failure = e;
            }
            after = next;
            return next;
        }

        /** The value that it and all writes before it made. */
        A after() {
            return Objects.requireNonNull(after);
        }

        /** Tells the outcome, now that what it was judged by is durable. */
        void tell() {
            if (failure != null) {
                told.completeExceptionally(failure);
            } else {
                told.complete(answer);
            }
        }

        void fail(Throwable e) {
            told.completeExceptionally(e instanceof RuntimeException known ? known : new IllegalStateException(e));
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

    /** The present value; reads it from the store if need be. */
    A value() {
        lastUsed = System.nanoTime();
        var present = value;
        return present != null ? present : locked(this::loaded);
    }

    /** How many writes wait behind those being committed. */
    int waiting() {
        return holding(applying, () -> gathered.size());
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
        boolean begins;
        applying.lock();
        try {
            if (retired) {
                return Optional.empty();
            }
            gather(waiting);
            begins = !atWork;
            atWork = true;
        } finally {
            applying.unlock();
        }
        if (begins) {
            work(waiting.told);
        }
        return Optional.of(waiting.outcome());
    }

    private void gather(Waiting<A, ?> waiting) {
        if (tip != null) {
            tip = waiting.applyTo(tip);
        }
        gathered.add(waiting);
    }

    /** Commits what is gathered until nothing is left or, if something is, until the given write is told. */
    private void work(Future<?> own) {
        while (commitGathered()) {
            if (own.isDone()) {
                var _ = Thread.ofVirtual().name("writes of " + id).start(this::workAll);
                return;
            }
        }
    }

    private void workAll() {
        boolean more = true;
        while (more) {
            more = commitGathered();
        }
    }

    /** False when nothing is left, and the work is over. */
    private boolean commitGathered() {
        locked(() -> {
            carryOut(takeGathered(), true);
            return this;
        });
        return holding(applying, () -> {
            atWork = !gathered.isEmpty();
            return atWork;
        });
    }

    <R> R locked(Supplier<R> action) {
        return holding(turn, action);
    }

    private static <R> R holding(ReentrantLock lock, Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** To be called under the lock {@code turn}. */
    boolean isRetired() {
        return holding(applying, () -> retired);
    }

    /** Takes over a durable value that was not made here. To be called under the lock {@code turn}. */
    void publish(A next) {
        forgetTip();
        value = next;
    }

    /** Forgets the value: what is durable is not known. To be called under the lock {@code turn}. */
    void drop() {
        holding(applying, () -> {
            forgetTip();
            value = null; // under this lock, so that there is a value wherever there is a tip
            return this;
        });
    }

    private void forgetTip() {
        holding(applying, () -> {
            tip = null;
            return this;
        });
    }

    /** Ends this head, unless it is at work. */
    boolean retire() {
        if (!turn.tryLock()) {
            return false;
        }
        try {
            return holding(applying, () -> {
                retired = !atWork;
                return retired;
            });
        } finally {
            turn.unlock();
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

    /** The writes to commit next, applied to what is durable and one after another; none if it cannot be read, when all have failed. */
    private List<Waiting<A, ?>> takeGathered() {
        return holding(applying, () -> {
            var all = gathered;
            gathered = new ArrayList<>();
            try {
                if (tip == null) {
                    tip = applied(all, loaded());
                }
            } catch (RuntimeException | Error e) {
                all.forEach(waiting -> waiting.fail(e));
                return List.of();
            }
            int size = Math.min(all.size(), MAX_BATCH);
            gathered.addAll(all.subList(size, all.size()));
            return all.subList(0, size);
        });
    }

    private static <A extends Aggregate<A>> A applied(List<Waiting<A, ?>> writes, A before) {
        var next = before;
        for (var waiting : writes) {
            next = waiting.applyTo(next);
        }
        return next;
    }

    private void carryOut(List<Waiting<A, ?>> batch, boolean isApplied) {
        try {
            if (!isApplied) {
                applied(batch, loaded());
            }
            if (!commit(batch)) {
                batch.forEach(one -> carryOut(List.of(one), false));
            }
        } catch (StoreUnavailable e) {
            forgetTip();
            batch.forEach(waiting -> waiting.fail(e));
        } catch (RuntimeException | Error e) {
            drop(); // what is durable is not known: nothing more is answered from memory
            batch.forEach(waiting -> waiting.fail(e));
        }
    }

    /** Commits a batch; false if one of several spoilt it and each must be tried alone, when nothing was written. */
    private boolean commit(List<Waiting<A, ?>> batch) {
        var writes = new ArrayList<Write>(batch.size());
        for (var waiting : batch) {
            waiting.write.ifPresent(writes::add);
        }
        if (!writes.isEmpty()) {
            var results = commitAll(writes);
            if (!results.stream().allMatch(CommitResult.Committed.class::isInstance)) {
                drop();
                if (batch.size() > 1) {
                    return false;
                }
                results.forEach(Head::require);
            }
            takeOver(batch.getLast().after(), results.getLast());
        }
        batch.forEach(Waiting::tell);
        return true;
    }

    /** The store's word counts: if it made another revision than the value says, it is asked what it holds. */
    private void takeOver(A next, CommitResult made) {
        if (next.revision().equals(require(made).revisions().get(id))) {
            value = next;
        } else {
            drop();
        }
    }

    private List<CommitResult> commitAll(List<Write> writes) {
        try {
            return store.commitAll(writes);
        } finally { // also when the outcome is unknown
            writes.forEach(write -> write.changes().forEach(afterCommit));
        }
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
