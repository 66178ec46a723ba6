// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One write on its way through the writer. After it was handed in, for the writer's thread only. */
final class PendingWrite<T> {
    /** What is written; runs inside a transaction, and again in another one when that had to be taken back. */
    interface Work<T> {
        T apply(Sql sql) throws SQLException;
    }

    private final Work<T> work;
    private final boolean erases;
    private final Receipt<T> receipt;
    private @Nullable T result;
    private @Nullable RuntimeException failure;
    private boolean settled;

    PendingWrite(Work<T> work, boolean erases, Receipt<T> receipt) {
        this.work = work;
        this.erases = erases;
        this.receipt = receipt;
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
        failure = reason instanceof IllegalArgumentException senseless
                ? senseless
                : new StoreUnavailable("The write failed and left nothing behind", reason);
    }

    boolean isRejected() {
        return failure != null;
    }

    /** Answers with the result, or with the reason why it was rejected. */
    void answer() {
        if (failure != null) {
            fail(failure);
        } else if (!settled) {
            settled = true;
            receipt.answered(Objects.requireNonNull(result, "A write was applied without a result"));
        }
    }

    /** Answers with a failure, unless an answer was given already. */
    void fail(RuntimeException reason) {
        if (!settled) {
            settled = true;
            receipt.failed(reason);
        }
    }
}
