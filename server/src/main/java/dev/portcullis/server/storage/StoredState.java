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

    /** The number of a step's first version; that of the next step bounds them. Leaves room for any {@link AggregateChange}. */
    static long firstVersion(long step) {
        return step << 20;
    }

    static Map<AggregateId, Revision> heads(Sql sql, Collection<AggregateId> ids) throws SQLException {
        var found = new HashMap<AggregateId, Revision>();
        for (var id : ids) {
            found.put(
                    id, LiveIndex.headOf(sql, id).map(LiveIndex.Head::revision).orElse(Revision.NONE));
        }
        return found;
    }

    static Snapshot snapshot(Sql sql, AggregateId id) throws SQLException {
        var head = LiveIndex.headOf(sql, id);
        if (head.isEmpty()) {
            return new Snapshot(id, Revision.NONE, List.of());
        }
        return new Snapshot(
                id, head.get().revision(), LiveIndex.live(sql, head.get().number()));
    }

    /** The object of a row of kind, id, schema version and document. */
    static StoredObject object(ResultSet row) throws SQLException {
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
        var revisions = new HashMap<AggregateId, Revision>();
        var times = sql.all(
                """
                SELECT s.time, s.revision, a.type, a.id FROM steps s JOIN aggregates a ON a.number = s.aggregate
                WHERE s.operation_id = ?""",
                row -> {
                    revisions.put(new AggregateId(row.getString(3), row.getString(4)), new Revision(row.getLong(2)));
                    return row.getLong(1);
                },
                operationId);
        return times.isEmpty()
                ? Optional.empty()
                : Optional.of(new CommitResult.Committed(revisions, Instant.ofEpochMilli(times.getFirst())));
    }

    /** Walks the aggregate's chain of steps back from its head. */
    static List<Commit> commitsAfter(Sql sql, AggregateId id, Revision after, int limit) throws SQLException {
        var head = LiveIndex.headOf(sql, id);
        long step = head.map(LiveIndex.Head::lastStep).orElse(0L);
        long revision = head.map(LiveIndex.Head::revision).orElse(Revision.NONE).number();
        var steps = new ArrayList<Long>();
        for (; revision > after.number(); revision--) {
            if (revision - after.number() <= limit) {
                steps.add(step);
            }
            step = previousStep(sql, id, step, revision);
        }
        var commits = new ArrayList<Commit>();
        for (long wanted : steps.reversed()) {
            commits.add(commit(sql, id, wanted));
        }
        return commits;
    }

    private static long previousStep(Sql sql, AggregateId id, long step, long revision) throws SQLException {
        return sql.first("SELECT previous_step FROM steps WHERE number = ?", row -> row.getLong(1), step)
                .orElseThrow(() -> new HistoryPruned(id, new Revision(revision + 1)));
    }

    private static Commit commit(Sql sql, AggregateId id, long step) throws SQLException {
        var changes = sql.all("""
                SELECT kind, id, schema_version, document FROM versions
                WHERE number >= ? AND number < ? ORDER BY kind, id""", StoredState::change, firstVersion(step), firstVersion(step + 1));
        return sql.first(
                        """
                        SELECT revision, time, operation_id, caller_arn, access_key_id, operation, request_id,
                               source_address, request_time, deciding_statement
                        FROM steps WHERE number = ?""",
                        row -> new Commit(
                                id,
                                new Revision(row.getLong(1)),
                                Instant.ofEpochMilli(row.getLong(2)),
                                record(row),
                                changes),
                        step)
                .orElseThrow(() -> new SQLException("A step comes and goes"));
    }

    private static ObjectChange change(ResultSet row) throws SQLException {
        if (row.getString(4) == null) {
            return new ObjectChange.Delete(new ObjectKey(row.getString(1), row.getString(2)));
        }
        return new ObjectChange.Put(object(row));
    }

    private static CommitRecord record(ResultSet row) throws SQLException {
        return new CommitRecord(
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getString(10));
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
