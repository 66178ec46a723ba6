// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One write on its way through the writer, and the place where its caller waits for the outcome. */
final class PendingWrite<T> {
    /** What is written; runs inside a transaction, and again in another one when that had to be taken back. */
    interface Work<T> {
        T apply(Sql sql) throws SQLException;
    }

    private final Work<T> work;
    private final CountDownLatch settled = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable Throwable failure;

    private final boolean erases;

    PendingWrite(Work<T> work, boolean erases) {
        this.work = work;
        this.erases = erases;
    }

    /** Whether old values must not be left behind in the log. */
    boolean erases() {
        return erases;
    }

    /** Runs the work; its result is kept back until the transaction is durable. */
    void apply(Sql sql) throws SQLException {
        result = work.apply(sql);
    }

    /** Decides that this write fails on its own; it is answered with its batch. */
    void reject(Throwable reason) {
        failure = reason;
    }

    boolean isRejected() {
        return failure != null;
    }

    void answer() {
        settled.countDown();
    }

    /** Answers with a failure, unless an answer was given already. */
    void fail(Throwable reason) {
        if (settled.getCount() > 0) {
            failure = reason;
            settled.countDown();
        }
    }

    /** Waits for the outcome, through interruptions: a write that was handed in will be settled. */
    T await() {
        boolean interrupted = false;
        while (true) {
            try {
                settled.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome();
    }

    private T outcome() {
        switch (failure) {
            case null -> {}
            case StoreUnavailable e -> throw new StoreUnavailable(text(e), e);
            case CommitOutcomeUnknown e -> throw new CommitOutcomeUnknown(text(e), e);
            case CommitWriter.NoneOfThemException e -> throw e;
            case IllegalArgumentException e -> throw new IllegalArgumentException(text(e), e);
            default -> throw new StoreUnavailable("The write failed and left nothing behind", failure);
        }
        if (result == null) {
            throw new IllegalStateException("A write was answered without a result");
        }
        return result;
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
