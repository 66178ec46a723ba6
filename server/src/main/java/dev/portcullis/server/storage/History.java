// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;

/**
 * Ends the history after its retention time: commits made before, with the versions that they superseded and the
 * deletions that they made. What is live stays, however old, and so does the newest commit, from which numbers and times
 * go on.
 */
final class History {
    private static final int COMMITS_AT_ONCE = 100;

    private History() {}

    private record Old(long commit, long firstStep, int steps) {}

    /** Prunes a bounded number of commits made before the time; false when there are none left. */
    static boolean prune(Sql sql, long beforeMillis) throws SQLException {
        var old = sql.all("""
                SELECT number, first_step, steps FROM commits
                WHERE number < (SELECT max(number) FROM commits) ORDER BY number LIMIT ?""", row -> new Old(row.getLong(1), row.getLong(2), row.getInt(3)), COMMITS_AT_ONCE);
        for (var commit : old) {
            if (sql.number("SELECT time FROM commits WHERE number = ?", commit.commit()) >= beforeMillis) {
                return false;
            }
            prune(sql, commit);
        }
        return old.size() == COMMITS_AT_ONCE;
    }

    private static void prune(Sql sql, Old commit) throws SQLException {
        long endStep = commit.firstStep() + commit.steps();
        long firstVersion = sql.number("SELECT first_version FROM steps WHERE number = ?", commit.firstStep());
        long endVersion = sql.number("SELECT first_version + versions FROM steps WHERE number = ?", endStep - 1);
        sql.run("""
                DELETE FROM versions WHERE number IN
                    (SELECT previous_version FROM versions WHERE number >= ? AND number < ?)""", firstVersion, endVersion);
        sql.run("DELETE FROM versions WHERE number >= ? AND number < ? AND document IS NULL", firstVersion, endVersion);
        sql.run("DELETE FROM steps WHERE number >= ? AND number < ?", commit.firstStep(), endStep);
        sql.run("DELETE FROM commits WHERE number = ?", commit.commit());
    }
}
