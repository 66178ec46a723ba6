// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** The floor: what SQLite can do when one thread joins waiting puts into transactions, and nothing else is asked of it. */
final class BareGroupCommit implements AutoCloseable {
    private record Put(String key, String document, CountDownLatch done) {}

    private static final Put STOP = new Put("", "", new CountDownLatch(1));

    private final LinkedBlockingQueue<Put> waiting = new LinkedBlockingQueue<>();
    private final Connection connection;
    private final Thread thread;
    private volatile @Nullable SQLException failure;

    BareGroupCommit(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setGetGeneratedKeys(false); // as the store does
        connection = config.createConnection("jdbc:sqlite:" + file);
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA synchronous = FULL");
        execute("CREATE TABLE documents (key TEXT PRIMARY KEY, document TEXT NOT NULL)");
        connection.setAutoCommit(false); // as the store does: the driver leaves transactions to our BEGIN and COMMIT
        execute("COMMIT");
        thread = Thread.ofPlatform().start(this::run);
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
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
        try (var begin = connection.prepareStatement("BEGIN IMMEDIATE");
                var insert = connection.prepareStatement("INSERT OR REPLACE INTO documents VALUES (?, ?)");
                var commit = connection.prepareStatement("COMMIT")) {
            while (!batch.contains(STOP)) {
                batch.clear();
                batch.add(waiting.take());
                waiting.drainTo(batch);
                begin.executeUpdate();
                for (var put : batch) {
                    insert(insert, put);
                }
                commit.executeUpdate();
                batch.forEach(put -> put.done().countDown());
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            failure = new SQLException("Interrupted", e);
        }
        batch.forEach(put -> put.done().countDown());
    }

    private static void insert(PreparedStatement insert, Put put) throws SQLException {
        insert.setString(1, put.key());
        insert.setString(2, put.document());
        insert.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        waiting.add(STOP);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
