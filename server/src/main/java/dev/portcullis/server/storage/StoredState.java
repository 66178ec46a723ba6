// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reading half of the object tables: what stands in them, on whatever connection asks. */
final class StoredState {
    private StoredState() {}

    /** An aggregate's row. */
    record Head(long number, Revision revision, long lastStep) {}

    /** A step of one aggregate, as its row says. */
    private record Step(long commit, Revision revision, long previous, long firstVersion, int versions) {}

    static Optional<Head> head(Sql sql, AggregateId id) throws SQLException {
        return sql.first(
                "SELECT number, revision, last_step FROM aggregates WHERE type = ? AND id = ?",
                row -> new Head(row.getLong(1), new Revision(row.getLong(2)), row.getLong(3)),
                id.type(),
                id.id());
    }

    static Map<AggregateId, Revision> heads(Sql sql, Collection<AggregateId> ids) throws SQLException {
        var found = new HashMap<AggregateId, Revision>();
        for (var id : ids) {
            found.put(id, head(sql, id).map(Head::revision).orElse(Revision.NONE));
        }
        return found;
    }

    static Snapshot snapshot(Sql sql, AggregateId id) throws SQLException {
        var head = head(sql, id);
        if (head.isEmpty()) {
            return new Snapshot(id, Revision.NONE, List.of());
        }
        var objects = sql.all("""
                SELECT o.kind, o.id, v.schema_version, v.document
                FROM objects o LEFT JOIN versions v ON v.number = o.version
                WHERE o.aggregate = ? ORDER BY o.kind, o.id""", StoredState::object, head.get().number());
        return new Snapshot(id, head.get().revision(), objects);
    }

    private static StoredObject object(ResultSet row) throws SQLException {
        return new StoredObject(
                new ObjectKey(row.getString(1), row.getString(2)), row.getInt(3), requireText(row.getString(4)));
    }

    private static String requireText(@org.jspecify.annotations.Nullable String text) throws SQLException {
        if (text == null) {
            throw new SQLException("A live object has no version");
        }
        return text;
    }

    static List<AggregateId> aggregates(Sql sql, String type) throws SQLException {
        return sql.all(
                "SELECT id FROM aggregates WHERE type = ? ORDER BY id",
                row -> new AggregateId(type, row.getString(1)),
                type);
    }

    static Optional<CommitResult.Committed> committed(Sql sql, String operationId) throws SQLException {
        record Range(long time, long firstStep, int steps) {}
        var found = sql.first(
                "SELECT time, first_step, steps FROM commits WHERE operation_id = ?",
                row -> new Range(row.getLong(1), row.getLong(2), row.getInt(3)),
                operationId);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var range = found.get();
        var revisions = new HashMap<AggregateId, Revision>();
        sql.all(
                """
                SELECT a.type, a.id, s.revision FROM steps s JOIN aggregates a ON a.number = s.aggregate
                WHERE s.number >= ? AND s.number < ?""",
                row -> revisions.put(new AggregateId(row.getString(1), row.getString(2)), new Revision(row.getLong(3))),
                range.firstStep(),
                range.firstStep() + range.steps());
        return Optional.of(new CommitResult.Committed(revisions, Instant.ofEpochMilli(range.time())));
    }

    /** Walks the aggregate's chain of steps back from its head. */
    static List<Commit> commitsAfter(Sql sql, AggregateId id, Revision after, int limit) throws SQLException {
        var head = head(sql, id);
        var steps = new ArrayList<Step>();
        long oldestWanted = after.number() + limit;
        long next = head.map(Head::lastStep).orElse(0L);
        long revision = head.map(h -> h.revision().number()).orElse(0L);
        for (; revision > after.number(); revision--) {
            var step = step(sql, next);
            if (step.isEmpty()) {
                throw new HistoryPruned(id, new Revision(revision + 1));
            }
            if (revision <= oldestWanted) {
                steps.add(step.get());
            }
            next = step.get().previous();
        }
        var commits = new ArrayList<Commit>();
        for (var step : steps.reversed()) {
            commits.add(commit(sql, id, step));
        }
        return commits;
    }

    private static Optional<Step> step(Sql sql, long number) throws SQLException {
        return sql.first(
                """
                SELECT commit_number, revision, previous_step, first_version, versions
                FROM steps WHERE number = ?""",
                row -> new Step(
                        row.getLong(1), new Revision(row.getLong(2)), row.getLong(3), row.getLong(4), row.getInt(5)),
                number);
    }

    private static Commit commit(Sql sql, AggregateId id, Step step) throws SQLException {
        var changes = sql.all("""
                SELECT kind, id, schema_version, document FROM versions
                WHERE number >= ? AND number < ? ORDER BY kind, id""", StoredState::change, step.firstVersion(), step.firstVersion() + step.versions());
        return sql.first(
                        """
                        SELECT time, operation_id, caller_arn, access_key_id, operation, request_id, source_address,
                               request_time, deciding_statement
                        FROM commits WHERE number = ?""",
                        row -> new Commit(
                                id, step.revision(), Instant.ofEpochMilli(row.getLong(1)), record(row), changes),
                        step.commit())
                .orElseThrow(() -> new SQLException("A revision has no author: %s %s".formatted(id, step.revision())));
    }

    private static ObjectChange change(ResultSet row) throws SQLException {
        if (row.getString(4) == null) {
            return new ObjectChange.Delete(new ObjectKey(row.getString(1), row.getString(2)));
        }
        return new ObjectChange.Put(object(row));
    }

    private static CommitRecord record(ResultSet row) throws SQLException {
        return new CommitRecord(
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)),
                row.getString(9));
    }

    static Optional<AggregateId> ownerOfAccessKey(Sql sql, String accessKeyId) throws SQLException {
        return sql.first("""
                SELECT a.type, a.id FROM access_keys k JOIN aggregates a ON a.number = k.aggregate
                WHERE k.access_key_id = ?""", row -> new AggregateId(row.getString(1), row.getString(2)), accessKeyId);
    }

    static Optional<SealedBytes> secret(Sql sql, SecretKey key) throws SQLException {
        return sql.first(
                """
                SELECT s.sealed FROM secrets s JOIN aggregates a ON a.number = s.aggregate
                WHERE a.type = ? AND a.id = ? AND s.kind = ? AND s.id = ?""",
                row -> SealedBytes.of(row.getBytes(1)),
                key.aggregate().type(),
                key.aggregate().id(),
                key.kind(),
                key.id());
    }

    static List<SecretKey> secretKeys(Sql sql, AggregateId id) throws SQLException {
        return sql.all("""
                SELECT s.kind, s.id FROM secrets s JOIN aggregates a ON a.number = s.aggregate
                WHERE a.type = ? AND a.id = ? ORDER BY s.kind, s.id""", row -> new SecretKey(id, row.getString(1), row.getString(2)), id.type(), id.id());
    }
}
