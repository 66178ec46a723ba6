// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A receipt that a thread waits for. */
public final class AwaitedReceipt<T> implements Receipt<T> {
    private final CountDownLatch told = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    @Override
    public void answered(T given) {
        result = given;
        told.countDown();
    }

    @Override
    public void failed(RuntimeException reason) {
        failure = reason;
        told.countDown();
    }

    /**
     * Waits for the result, through interruptions: a write that was handed in will be settled.
     *
     * @throws StoreUnavailable when nothing was and nothing will be written
     * @throws CommitOutcomeUnknown when that cannot be told yet
     * @throws IllegalArgumentException when the write made no sense
     */
    public T await() {
        awaitTold();
        switch (failure) {
            case null -> {}
            // made anew, so that each of those who wait has a stack trace of its own
            case StoreUnavailable e -> throw new StoreUnavailable(String.valueOf(e.getMessage()), e);
            case CommitOutcomeUnknown e -> throw new CommitOutcomeUnknown(String.valueOf(e.getMessage()), e);
            case IllegalArgumentException e -> throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
            default -> throw new StoreUnavailable("The write failed and left nothing behind", failure);
        }
        return Objects.requireNonNull(result, "A write was answered without a result");
    }

    /** Waits until it is told, whatever it is. */
    public void awaitTold() {
        boolean interrupted = false;
        while (true) {
            try {
                told.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
