// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite table of documents by key and nothing else, with the store's journal mode, {@code synchronous=FULL} and handling of
 * transactions; for one thread at a time.
 */
final class BareTable implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement insert;
    private final PreparedStatement commit;

    BareTable(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setGetGeneratedKeys(false); // as the store does
        connection = config.createConnection("jdbc:sqlite:" + file);
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA synchronous = FULL");
        execute("CREATE TABLE documents (key TEXT PRIMARY KEY, document TEXT NOT NULL)");
        connection.setAutoCommit(false); // as the store does: the driver leaves transactions to our BEGIN and COMMIT
        execute("COMMIT");
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        insert = connection.prepareStatement("INSERT OR REPLACE INTO documents VALUES (?, ?)");
        commit = connection.prepareStatement("COMMIT");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void begin() throws SQLException {
        begin.executeUpdate();
    }

    void put(String key, String document) throws SQLException {
        insert.setString(1, key);
        insert.setString(2, document);
        insert.executeUpdate();
    }

    /** Returns when what was put is durable. */
    void commit() throws SQLException {
        commit.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
