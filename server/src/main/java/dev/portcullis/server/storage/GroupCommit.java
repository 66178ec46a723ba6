// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one writer. While it makes a transaction durable further writes gather, and all of them share the next one. A write
 * that fails by itself does not fail its neighbours: the transaction is made again without it, which is cheaper than a
 * savepoint for each, because it hardly ever happens. Nobody is answered before COMMIT has forced the log to disk.
 *
 * <p><b>When COMMIT fails</b> because the log could not be written (a full disk, a read-only one) that is harmless: what
 * ends a transaction in the log is written last, so it is not there. After any other failure, a failed force above all,
 * it may stand in the log, in the system's cache or on the disk, so a
 * crash could still bring the transaction to life, while a second force would report a success that means nothing. So
 * the writer stops and takes the transaction back before it goes on: it moves everything committed before into the
 * database file, forces that, empties the log (SQLite ignores the failed transaction as long as the connection stays
 * open), opens a new connection, and forces a transaction of its own through the new log. Only then is the failure
 * definite; the transaction counter tells which way it went. As long as this does not succeed, those who waited
 * were told that the outcome is unknown, new writes are refused, reads go on, and every new write tries the repair again.
 *
 * <p><b>Erased secrets</b> are overwritten in the database file (secure_delete), but their old pages stay in the log
 * until it is emptied. That is done about a second later, or, when a reader such as a running backup holds the log open,
 * soon after it ends.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = System.getLogger(GroupCommit.class.getName());
    private static final int CHECKPOINT_PAGES = 2_000;
    private static final int TRANSACTIONS_BETWEEN_LOOKS = 16;
    private static final long ERASURE_MILLIS = 1_000;

    private final SqliteFile file;
    private final Participant participant;
    private final PendingWrites pending = new PendingWrites();
    private final Thread thread;

    /** The failure after which nothing may be written, or settled by reading, until a repair. */
    private volatile @Nullable Throwable broken;

    // Everything below belongs to the writer's thread.
    private Sql sql;
    private long transactions;
    private boolean refusing; // so that the log tells it once
    private boolean erasureDue;
    private long erasureDueSince;
    private long checkpointTriedAt;
    private long lookedAtLog; // after so many transactions

    /** Who remembers something of the database's content from write to write. Called on the writer's thread. */
    interface Participant {
        /** Writes, before COMMIT, what was left to be written once for all writes of the transaction. */
        void finish(Sql sql) throws SQLException;

        /** Forgets all of it: something was rolled back. */
        void forget();
    }

    /** Starts the writer. */
    GroupCommit(SqliteFile file, Participant participant) throws SQLException {
        this.file = file;
        this.participant = participant;
        this.sql = file.connectToWrite();
        this.transactions = countedTransactions();
        this.thread =
                Thread.ofPlatform().daemon().name("portcullis-store-writer").unstarted(this::run);
        thread.start();
    }

    /** Hands a write in and waits until it is durable or refused. */
    <T> T write(PendingWrite.Work<T> work) {
        return write(work, false);
    }

    /** As {@link #write}; tells that the write erases secrets. */
    <T> T write(PendingWrite.Work<T> work, boolean erases) {
        var receipt = new AwaitedReceipt<T>();
        submit(work, erases, receipt);
        return receipt.await();
    }

    /**
     * Hands a write in. Writes are made in the order in which they are handed in.
     *
     * @throws StoreUnavailable if the store is closed, when the receipt is told nothing
     */
    <T> void submit(PendingWrite.Work<T> work, boolean erases, Receipt<T> receipt) {
        pending.add(new PendingWrite<>(work, erases, receipt));
    }

    /** Refuses when the outcome of an earlier write cannot be told yet. */
    void requireSettled() {
        var failure = broken;
        if (failure != null) {
            throw new StoreUnavailable("A write failed, and the store could not be repaired yet", failure);
        }
    }

    private void run() {
        while (!pending.isFinished()) {
            try {
                step(pending.take(erasureDue ? ERASURE_MILLIS : 0));
            } catch (InterruptedException e) {
                LOG.log(Level.WARNING, "The writer is nobody's to interrupt; it goes on", e);
            }
        }
    }

    private void step(List<PendingWrite<?>> batch) {
        try {
            if (!batch.isEmpty()) {
                process(batch);
            }
            tidyLog();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The writer failed", e);
            broken = e;
            batch.forEach(write -> write.fail(unknown(e)));
        }
    }

    private void process(List<PendingWrite<?>> batch) {
        if (broken != null && !repair()) {
            refuse(batch, broken);
            return;
        }
        try {
            apply(batch);
        } catch (SQLException e) {
            rollBack();
            refuse(batch, e);
            return;
        }
        try {
            sql.run("COMMIT");
        } catch (SQLException e) {
            settleFailedCommit(batch, e);
            return;
        }
        transactions++;
        if (refusing) {
            LOG.log(Level.WARNING, "The data file can be written again");
            refusing = false;
        }
        answer(batch);
    }

    /** Applies all writes in one transaction; those that fail by themselves are left out of it. */
    private void apply(List<PendingWrite<?>> batch) throws SQLException {
        while (!applySound(batch)) {
            participant.forget();
            sql.run("ROLLBACK");
        }
    }

    /** Applies the writes not yet known to fail; false when there was one more that failed. */
    private boolean applySound(List<PendingWrite<?>> batch) throws SQLException {
        sql.run("BEGIN IMMEDIATE");
        sql.run("UPDATE transactions SET count = ?", transactions + 1);
        for (var write : batch) {
            if (!write.isRejected() && !applied(write)) {
                return false;
            }
        }
        participant.finish(sql);
        return true;
    }

    private boolean applied(PendingWrite<?> write) throws SQLException {
        try {
            write.apply(sql);
            return true;
        } catch (SQLException e) {
            if (!concernsOnlyTheStatement(e)) {
                throw e;
            }
            write.reject(e);
        } catch (RuntimeException | Error e) {
            write.reject(e);
        }
        return false;
    }

    private static boolean concernsOnlyTheStatement(SQLException e) {
        return switch (e.getErrorCode() & 0xff) {
            case 18, 19, 20, 25 -> true; // TOOBIG, CONSTRAINT, MISMATCH, RANGE
            default -> false;
        };
    }

    private void answer(List<PendingWrite<?>> batch) {
        for (var write : batch) {
            if (write.erases() && !erasureDue) {
                erasureDue = true;
                erasureDueSince = System.nanoTime();
            }
            write.answer();
        }
    }

    private void refuse(List<PendingWrite<?>> batch, @Nullable Throwable reason) {
        LOG.log(
                refusing ? Level.DEBUG : Level.WARNING,
                "Writes are refused until the data file can be written",
                reason);
        refusing = true;
        var refusal = new StoreUnavailable("The data file cannot be written", reason);
        batch.forEach(write -> write.fail(refusal));
    }

    private static CommitOutcomeUnknown unknown(Throwable reason) {
        return new CommitOutcomeUnknown("It is not known whether the write is durable", reason);
    }

    private void rollBack() {
        participant.forget();
        try {
            sql.run("ROLLBACK");
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "Nothing to roll back", e); // a failure may have done it already
        }
    }

    private void settleFailedCommit(List<PendingWrite<?>> batch, SQLException failure) {
        rollBack();
        if (isFailedWrite(failure)) {
            refuse(batch, failure);
            return;
        }
        LOG.log(Level.ERROR, "COMMIT failed", failure);
        broken = failure;
        long before = transactions;
        if (!repair()) {
            batch.forEach(write -> write.fail(unknown(failure)));
        } else if (transactions == before + 1) { // the repair's own transaction alone
            refuse(batch, failure);
        } else {
            answer(batch);
        }
    }

    private static boolean isFailedWrite(SQLException e) {
        return e instanceof SQLiteException s
                && (s.getResultCode() == SQLiteErrorCode.SQLITE_FULL
                        || s.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_WRITE);
    }

    /** Tries to bring the files back to a known, durable state, as told above; never half. */
    private boolean repair() {
        try {
            if (!emptyLog()) {
                return false;
            }
            var fresh = file.connectToWrite();
            sql.close();
            sql = fresh;
            participant.forget();
            long counted = countedTransactions() + 1;
            sql.run("BEGIN IMMEDIATE");
            sql.run("UPDATE transactions SET count = ?", counted);
            sql.run("COMMIT");
            transactions = counted;
            broken = null;
            return true;
        } catch (SQLException e) {
            rollBack();
            LOG.log(refusing ? Level.DEBUG : Level.WARNING, "The store could not be repaired yet", e);
            return false;
        }
    }

    private long countedTransactions() throws SQLException {
        return sql.number("SELECT count FROM transactions");
    }

    private void tidyLog() {
        try {
            if (broken != null) {
                return;
            }
            if (erasureDue && isErasureTime()) {
                erasureDue = !emptyLog();
            } else {
                checkpointWhenLong();
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "The write-ahead log was not moved to the database file; trying again later", e);
        }
    }

    private boolean isErasureTime() {
        return System.nanoTime() - erasureDueSince >= ERASURE_MILLIS * 1_000_000;
    }

    /** Moves the log into the database file and cuts it to nothing; false when a reader is in the way. */
    private boolean emptyLog() throws SQLException {
        return sql.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    private void checkpointWhenLong() throws SQLException {
        if (transactions - lookedAtLog < TRANSACTIONS_BETWEEN_LOOKS) {
            return;
        }
        lookedAtLog = transactions;
        long pages = sql.first("PRAGMA wal_checkpoint(NOOP)", row -> row.getLong("log") - row.getLong("checkpointed"))
                .orElse(0L);
        if (pages < checkpointTriedAt) {
            checkpointTriedAt = 0;
        }
        if (pages >= checkpointTriedAt + CHECKPOINT_PAGES) {
            checkpointTriedAt = pages;
            sql.number("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    /** Finishes the writes that wait, empties the log and ends. */
    @Override
    public void close() {
        pending.close();
        try {
            thread.join();
            if (broken == null) {
                emptyLog();
            }
            sql.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("Interrupted while closing", e);
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "The database file did not close in good order; it will recover", e);
        }
    }
}
