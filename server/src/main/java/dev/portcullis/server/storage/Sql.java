// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection and its prepared statements. For one thread at a time. */
final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /**
     * From now on transactions begin and end where BEGIN and COMMIT are run. Left to itself the driver tries to begin and commit one after
     * every statement: in vain where there is one, but not for nothing.
     */
    void takeOverTransactions() throws SQLException {
        connection.setAutoCommit(false); // begins one, as the last thing that the driver does by itself
        run("COMMIT");
    }

    /** Reads one value from the row the result set stands at. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a statement that answers nothing; returns how many rows it changed. */
    int run(String sql, @Nullable Object... arguments) throws SQLException {
        try {
            return prepare(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw forget(sql, e);
        }
    }

    <T> List<T> all(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        var found = new ArrayList<T>();
        try (var rows = prepare(sql, arguments).executeQuery()) {
            while (rows.next()) {
                found.add(row.read(rows));
            }
        } catch (SQLException e) {
            throw forget(sql, e);
        }
        return found;
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        try (var rows = prepare(sql, arguments).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        } catch (SQLException e) {
            throw forget(sql, e);
        }
    }

    /** The one number that a query or pragma answers. */
    long number(String sql, @Nullable Object... arguments) throws SQLException {
        return first(sql, row -> row.getLong(1), arguments).orElseThrow(() -> new SQLException("No answer to: " + sql));
    }

    /** Runs several statements, or a pragma with or without an answer, without keeping it prepared. */
    void script(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** The driver ends a statement that fails, so it is prepared anew next time. */
    private SQLException forget(String sql, SQLException failure) {
        var statement = prepared.remove(sql);
        if (statement != null) {
            try {
                statement.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private PreparedStatement prepare(String sql, @Nullable Object[] arguments) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, java.sql.Types.NULL);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> throw new SQLException("Cannot be bound: " + value.getClass());
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
