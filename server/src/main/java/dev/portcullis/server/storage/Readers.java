// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** A few connections that can only read. A failed one is replaced at its next use. Thread-safe. */
final class Readers implements AutoCloseable {
    private static final int CONNECTIONS = 4;

    private final SqliteFile file;
    private volatile boolean closed;
    private final BlockingQueue<Seat> free = new ArrayBlockingQueue<>(CONNECTIONS);

    /** A place in the pool, with or without an open connection. */
    private static final class Seat {
        private @Nullable Sql sql;
    }

    interface Query<T> {
        T run(Sql sql) throws SQLException;
    }

    Readers(SqliteFile file) {
        this.file = file;
        for (int i = 0; i < CONNECTIONS; i++) {
            free.add(new Seat());
        }
    }

    /** Runs a query against one snapshot: nothing that commits meanwhile shows in it. */
    <T> T read(Query<T> query) {
        var seat = takeSeat();
        try {
            var sql = connection(seat);
            sql.run("BEGIN");
            var result = query.run(sql);
            sql.run("COMMIT");
            return result;
        } catch (SQLException | RuntimeException e) {
            discard(seat, e);
            if (e instanceof HistoryPruned pruned) {
                throw pruned;
            }
            throw new StoreUnavailable("The data file cannot be read", e);
        } finally {
            free.add(seat);
        }
    }

    private Sql connection(Seat seat) throws SQLException {
        if (closed) {
            throw new SQLException("The store is closed");
        }
        var sql = seat.sql;
        if (sql == null) {
            sql = file.connectToRead();
            seat.sql = sql;
        }
        return sql;
    }

    private Seat takeSeat() {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("Interrupted while waiting to read", e);
        }
    }

    private static void discard(Seat seat, Exception reason) {
        var sql = seat.sql;
        seat.sql = null;
        if (sql != null) {
            try {
                sql.close();
            } catch (SQLException e) {
                reason.addSuppressed(e);
            }
        }
    }

    /** Waits for the running queries and closes their connections. */
    @Override
    public void close() {
        closed = true;
        var seats = new ArrayList<Seat>();
        for (int i = 0; i < CONNECTIONS; i++) {
            var seat = takeSeat();
            discard(seat, new SQLException("A reading connection did not close"));
            seats.add(seat);
        }
        free.addAll(seats);
    }
}
