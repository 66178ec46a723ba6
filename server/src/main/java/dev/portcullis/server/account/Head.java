// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.Update;
import dev.portcullis.server.storage.AggregateChange;
import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.AwaitedReceipt;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.ObjectStore.Write;
import dev.portcullis.server.storage.Receipt;
import dev.portcullis.server.storage.Snapshot;
import dev.portcullis.server.storage.StoreUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The present value of one aggregate, and the writes to it. A write is applied when it arrives, to what all writes before it make of the
 * value, durable or not, and handed to the store at once, which commits in the order of arrival; however many are under way, the store
 * makes them durable together. Nothing is told, not even a refusal, before what it was judged by is durable. When a write fails, those
 * built on it fail too, because they expect a revision that is never made; they are applied anew, to what is durable.
 */
final class Head<A extends Aggregate<A>> {
    /** A write is applied anew only when one before it failed, or another process wrote: hardly ever once, and never so often. */
    private static final int MOST_ATTEMPTS = 100;

    private final ObjectStore store;
    private final AggregateId id;
    private final Function<Snapshot, A> reader;
    private final Consumer<AggregateChange> afterCommit;
    private final Durable<A> durable = new Durable<>();

    /** How many writes were applied and are not yet told. */
    private final AtomicInteger underWay = new AtomicInteger();

    private volatile long lastUsed = System.nanoTime();

    /** Held while a write is applied and handed in. The store's thread never takes it. */
    private final ReentrantLock order = new ReentrantLock();

    // Everything below is used under the lock `order`.

    /** What the next write is applied to; null when that is the durable value. */
    private @Nullable A tip;

    /** The writes of one chain are built one upon another, the first of them on the durable value. */
    private int chain;

    /** The write handed in last, of this chain or one before. */
    private @Nullable Made<A> newest;

    private boolean retired;

    Head(ObjectStore store, AggregateId id, Function<Snapshot, A> reader, Consumer<AggregateChange> afterCommit) {
        this.store = store;
        this.id = id;
        this.reader = reader;
        this.afterCommit = afterCommit;
    }

    /** An answer, which may be null. */
    record Answer<R>(R value) {}

    /** A write that was handed in. The store's thread tells it how it ended. */
    private static final class Made<A extends Aggregate<A>> implements Receipt<CommitResult> {
        private final Head<A> head;
        private final int chain;
        private final A after;
        private final AggregateChange change;
        private final AwaitedReceipt<CommitResult> told = new AwaitedReceipt<>();
        private volatile boolean isDurable;

        Made(Head<A> head, int chain, A after, AggregateChange change) {
            this.head = head;
            this.chain = chain;
            this.after = after;
            this.change = change;
        }

        @Override
        public void answered(CommitResult result) {
            head.afterCommit.accept(change);
            isDurable = result instanceof CommitResult.Committed(var revisions, var _)
                    && after.revision().equals(revisions.get(head.id)); // another one if it had been committed before
            if (isDurable) {
                head.durable.become(after);
            } else {
                fail(result instanceof CommitResult.DuplicateAccessKey || head.standsAsTold(result));
            }
            told.answered(result);
        }

        @Override
        public void failed(RuntimeException reason) {
            head.afterCommit.accept(change); // also when the outcome is unknown
            fail(reason instanceof StoreUnavailable || reason instanceof IllegalArgumentException);
            told.failed(reason);
        }

        private void fail(boolean durableIsKnown) {
            if (!durableIsKnown) {
                head.durable.forget();
            }
            head.durable.breakChain(chain);
        }
    }

    /** An applied write: its answer or refusal; and the write it made, or else the one that what it was judged by depends on. */
    private record Applied<A extends Aggregate<A>, R>(
            @Nullable Answer<R> answer,
            @Nullable RuntimeException refusal,
            @Nullable Made<A> made,
            @Nullable Made<A> before) {
        /** Waits; empty if the write has to be applied anew. */
        Optional<Answer<R>> outcome() {
            if (made != null) {
                var result = made.told.await();
                if (result instanceof CommitResult.Conflict) {
                    return Optional.empty();
                }
                require(result);
            } else if (before != null) {
                before.told.awaitTold();
                if (!before.isDurable) {
                    return Optional.empty();
                }
            }
            if (refusal != null) {
                throw refusal;
            }
            return Optional.ofNullable(answer);
        }
    }

    /** The present value; reads it from the store if need be. */
    A value() {
        lastUsed = System.nanoTime();
        var present = durable.value();
        return present != null ? present : holding(this::loaded);
    }

    /** How many writes wait behind the one under way, applied or not. */
    int waiting() {
        return order.getQueueLength() + Math.max(0, underWay.get() - 1);
    }

    long lastUsed() {
        return lastUsed;
    }

    /**
     * Applies a write. Empty if this head was retired in the meantime: ask for the aggregate's head again.
     */
    <R> Optional<Answer<R>> update(Update<A, R> update) {
        lastUsed = System.nanoTime();
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Applied<A, R> applied;
            order.lock();
            try {
                if (retired) {
                    return Optional.empty();
                }
                applied = apply(update);
                underWay.incrementAndGet();
            } finally {
                order.unlock();
            }
            try {
                var outcome = applied.outcome();
                if (outcome.isPresent()) {
                    return outcome;
                }
            } finally {
                underWay.decrementAndGet();
            }
        }
        throw new StoreUnavailable("Another writer changes the data all the time");
    }

    private <R> Applied<A, R> apply(Update<A, R> update) {
        var from = tip();
        var before = newest != null && newest.chain == chain ? newest : null;
        Outcome<A, R> outcome;
        try {
            outcome = update.apply(from);
        } catch (RuntimeException e) {
            return new Applied<>(null, e, null, before);
        }
        var answer = new Answer<>(outcome.answer());
        var changed = outcome.value();
        return changed.recorded().isEmpty()
                ? new Applied<>(answer, null, null, before)
                : new Applied<>(answer, null, handIn(changed, outcome.why()), null);
    }

    private A tip() {
        var known = tip;
        if (known == null || durable.isBroken(chain)) {
            known = loaded();
            tip = known;
            chain++;
        }
        return known;
    }

    private Made<A> handIn(A changed, CommitRecord why) {
        var change = Snapshots.change(changed);
        var after = changed.at(changed.revision().next());
        var made = new Made<>(this, chain, after, change);
        store.submit(new Write(List.of(change), why), made);
        tip = after;
        newest = made;
        return made;
    }

    private A loaded() {
        return durable.valueOr(() -> reader.apply(store.load(id)));
    }

    /** Whether the durable value is at the revision at which the store found the aggregate. */
    private boolean standsAsTold(CommitResult result) {
        var present = durable.value();
        return present != null
                && result instanceof CommitResult.Conflict(var heads)
                && present.revision().equals(heads.get(id));
    }

    private <R> R holding(Supplier<R> action) {
        order.lock();
        try {
            return action.get();
        } finally {
            order.unlock();
        }
    }

    /** Lets the writes under way end, and keeps further ones waiting while something else is done. */
    <R> R standingStill(Supplier<R> action) {
        return holding(() -> {
            if (newest != null) {
                newest.told.awaitTold();
            }
            return action.get();
        });
    }

    /** To be called while standing still. */
    boolean isRetired() {
        return retired;
    }

    /** Takes over a durable value that was not made here. To be called while standing still. */
    void publish(A next) {
        durable.become(next);
        tip = null;
    }

    /** Forgets the value: what is durable is not known. To be called while standing still. */
    void drop() {
        durable.forget();
        tip = null;
    }

    /** Ends this head, unless it is at work. */
    boolean retire() {
        if (!order.tryLock()) {
            return false;
        }
        try {
            retired = underWay.get() == 0;
            return retired;
        } finally {
            order.unlock();
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
