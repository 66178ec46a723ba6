// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.ArrayList;
import java.util.List;

/** The writes that wait for the writer. Thread-safe. */
final class PendingWrites {
    private List<PendingWrite<?>> waiting = new ArrayList<>();
    private boolean closed;

    synchronized void add(PendingWrite<?> write) {
        if (closed) {
            throw new StoreUnavailable("The store is closed");
        }
        waiting.add(write);
        notifyAll();
    }

    /**
     * Waits until there are writes, and takes all of them; none when the time is over or the store closed.
     *
     * @param millis how long to wait; 0 for as long as it takes
     */
    synchronized List<PendingWrite<?>> take(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (waiting.isEmpty() && !closed) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (millis > 0 && left <= 0) {
                break;
            }
            wait(millis > 0 ? left : 0);
        }
        var taken = waiting;
        waiting = new ArrayList<>(taken.size());
        return taken;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized boolean isFinished() {
        return closed && waiting.isEmpty();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
