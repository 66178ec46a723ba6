// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;

/**
 * Ends the history after its retention time: steps made before, with the versions that they superseded and the deletions
 * that they made. What is live stays, however old, and so does the last commit, from which numbers and times go on.
 */
final class History {
    private static final int STEPS_AT_ONCE = 100;

    private History() {}

    /** Prunes a bounded number of steps made before the time; false when there are none left. */
    static boolean prune(Sql sql, long beforeMillis) throws SQLException {
        var old = sql.all("""
                SELECT number FROM (SELECT number, time FROM steps ORDER BY number LIMIT ?)
                WHERE time < ? AND time < (SELECT time FROM steps ORDER BY number DESC LIMIT 1)""", row -> row.getLong(1), STEPS_AT_ONCE, beforeMillis);
        for (long step : old) {
            pruneStep(sql, step);
        }
        return old.size() == STEPS_AT_ONCE;
    }

    private static void pruneStep(Sql sql, long step) throws SQLException {
        long from = StoredState.firstVersion(step);
        long to = StoredState.firstVersion(step + 1);
        sql.run("""
                DELETE FROM versions WHERE number IN
                    (SELECT previous_version FROM versions WHERE number >= ? AND number < ?)""", from, to);
        sql.run("DELETE FROM versions WHERE number >= ? AND number < ? AND document IS NULL", from, to);
        sql.run("DELETE FROM steps WHERE number = ?", step);
    }
}
