// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The floor: what SQLite can do when one thread joins waiting puts into transactions, and nothing else is asked of it. */
final class BareGroupCommit implements AutoCloseable {
    private record Put(String key, String document, CountDownLatch done) {}

    private static final Put STOP = new Put("", "", new CountDownLatch(1));

    private final LinkedBlockingQueue<Put> waiting = new LinkedBlockingQueue<>();
    private final BareTable table;
    private final Thread thread;
    private volatile @Nullable SQLException failure;

    BareGroupCommit(Path file) throws SQLException {
        table = new BareTable(file);
        thread = Thread.ofPlatform().start(this::run);
    }

    /** Returns when the document is durable. */
    void put(String key, String document) throws SQLException {
        var put = new Put(key, document, new CountDownLatch(1));
        waiting.add(put);
        try {
            if (!put.done().await(10, TimeUnit.SECONDS)) {
                throw new SQLException("The loop does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted", e);
        }
        var failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void run() {
        var batch = new ArrayList<Put>();
        try {
            while (!batch.contains(STOP)) {
                batch.clear();
                batch.add(waiting.take());
                waiting.drainTo(batch);
                table.begin();
                for (var put : batch) {
                    table.put(put.key(), put.document());
                }
                table.commit();
                batch.forEach(put -> put.done().countDown());
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            failure = new SQLException("Interrupted", e);
        }
        batch.forEach(put -> put.done().countDown());
    }

    @Override
    public void close() throws SQLException {
        waiting.add(STOP);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        table.close();
    }
}
