// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The present state: which version each live object stands at, and which revision each aggregate. That is what the tables {@code objects} and
 * {@code aggregates} tell, and what the log's last steps did since those were brought up to date.
 *
 * <p>The log grows at its end, while objects and aggregates lie anywhere: with the tables always up to date nearly every write would put a
 * page of its own on the way to the disk. So they lag behind, and catch up with some thousand steps at a time. Readers look at the
 * end of the log as well, in the same snapshot; the writer knows it by heart, and reads it after a start or a roll-back.
 *
 * <p>Instances belong to the writer's thread.
 */
final class LiveIndex {
    private static final int MOST_HEADS = 10_000;

    /** Stands for an object that is no more. Versions have larger numbers. */
    private static final long DELETED = 0;

    private record Place(long aggregate, ObjectKey key) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byAggregate = Long.compare(aggregate, other.aggregate);
            return byAggregate != 0 ? byAggregate : key.compareTo(other.key);
        }
    }

    private final int mostStepsBehind;

    /** What the end of the log says of its objects. */
    private final Map<Place, Long> behind = new HashMap<>();

    /** The heads of the aggregates that the end of the log moved. */
    private final Map<AggregateId, Head> moved = new HashMap<>();

    /** What the table of aggregates says of those asked for last. */
    private final Map<AggregateId, Head> heads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AggregateId, Head> eldest) {
            return size() > MOST_HEADS;
        }
    };

    /** Where an aggregate stands: its number in the tables, and the step that made its present revision. */
    record Head(long number, Revision revision, long lastStep) {}

    /** The step that the tables stand at; negative when this and what is behind have to be read. */
    private long indexedStep = -1;

    LiveIndex(int mostStepsBehind) {
        this.mostStepsBehind = mostStepsBehind;
    }

    /** What is remembered may not be what is stored: it is read again. */
    void forget() {
        indexedStep = -1;
        behind.clear();
        moved.clear();
        heads.clear();
    }

    /** Where an aggregate stands; empty if it was never written. */
    Optional<Head> head(Sql sql, AggregateId id) throws SQLException {
        read(sql);
        var known = moved.getOrDefault(id, heads.get(id));
        if (known != null) {
            return Optional.of(known);
        }
        var stored = headOf(sql, id);
        stored.ifPresent(head -> heads.put(id, head));
        return stored;
    }

    /** Notes that a step moved an aggregate. */
    void move(AggregateId id, Head head) {
        moved.put(id, head);
    }

    /** The last word of the end of the log on an object: its version or {@link #DELETED}; null if it says nothing, and the table counts. */
    private @Nullable Long atEndOfLog(Sql sql, Place place) throws SQLException {
        read(sql);
        return behind.get(place);
    }

    /** Notes that an object stands at a version from now on, and writes that version. */
    void put(Sql sql, long aggregate, StoredObject object, long version) throws SQLException {
        var place = new Place(aggregate, object.key());
        insertVersion(sql, version, place, object.schemaVersion(), object.json());
        behind.put(place, version);
    }

    /** Notes that a live object is no more, and writes that as a version. False, and nothing done, if there is none. */
    boolean delete(Sql sql, long aggregate, ObjectKey key, long version) throws SQLException {
        var place = new Place(aggregate, key);
        if (!isLive(sql, place)) {
            return false;
        }
        insertVersion(sql, version, place, null, null);
        behind.put(place, DELETED);
        return true;
    }

    private boolean isLive(Sql sql, Place place) throws SQLException {
        var last = atEndOfLog(sql, place);
        if (last != null) {
            return last != DELETED;
        }
        return sql.number(
                        "SELECT count(*) FROM objects WHERE aggregate = ? AND kind = ? AND id = ?",
                        place.aggregate(),
                        place.key().kind(),
                        place.key().id())
                == 1;
    }

    private void insertVersion(
            Sql sql, long number, Place place, @Nullable Integer schemaVersion, @Nullable String document)
            throws SQLException {
        sql.run(
                """
                INSERT INTO versions VALUES (?1, ?2, ?3, ?4, ?5,
                    CASE WHEN ?7 IS NOT NULL THEN nullif(?7, 0)
                         ELSE (SELECT version FROM objects WHERE aggregate = ?6 AND kind = ?2 AND id = ?3) END)""",
                number,
                place.key().kind(),
                place.key().id(),
                schemaVersion,
                document,
                place.aggregate(),
                atEndOfLog(sql, place));
    }

    /** Brings the tables up to date if they are far behind. */
    void catchUpFrom(Sql sql, long lastStep) throws SQLException {
        if (indexedStep >= 0 && lastStep - indexedStep > mostStepsBehind) {
            catchUp(sql, lastStep);
        }
    }

    /** Brings the tables up to date, in the order in which they lie. */
    void catchUp(Sql sql, long lastStep) throws SQLException {
        read(sql);
        if (lastStep == indexedStep) {
            return;
        }
        catchUpAggregates(sql);
        catchUpObjects(sql);
        sql.run("UPDATE indexed SET step = ?", lastStep);
        indexedStep = lastStep;
    }

    private void catchUpAggregates(Sql sql) throws SQLException {
        var last = new ArrayList<>(moved.values());
        last.sort(Comparator.comparingLong(Head::number));
        for (var head : last) {
            sql.run(
                    "UPDATE aggregates SET revision = ?, last_step = ? WHERE number = ?",
                    head.revision().number(),
                    head.lastStep(),
                    head.number());
        }
        heads.putAll(moved);
        moved.clear();
    }

    private void catchUpObjects(Sql sql) throws SQLException {
        var entries = new ArrayList<>(behind.entrySet());
        entries.sort(Map.Entry.comparingByKey());
        for (var entry : entries) {
            var aggregate = entry.getKey().aggregate();
            var key = entry.getKey().key();
            if (entry.getValue() == DELETED) {
                sql.run(
                        "DELETE FROM objects WHERE aggregate = ? AND kind = ? AND id = ?",
                        aggregate,
                        key.kind(),
                        key.id());
            } else {
                sql.run("""
                        INSERT INTO objects VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET version = excluded.version""", aggregate, key.kind(), key.id(), entry.getValue());
            }
        }
        behind.clear();
    }

    private void read(Sql sql) throws SQLException {
        if (indexedStep >= 0) {
            return;
        }
        sql.all("""
                SELECT v.kind, v.id, s.aggregate, CASE WHEN v.document IS NULL THEN 0 ELSE v.number END
                FROM steps s CROSS JOIN versions v ON v.number >= s.number << 20 AND v.number < (s.number + 1) << 20
                WHERE s.number > (SELECT step FROM indexed) ORDER BY v.number""", row -> behind.put(new Place(row.getLong(3), keyOf(row)), row.getLong(4)));
        sql.all("""
                SELECT a.type, a.id, a.number, s.revision, s.number
                FROM steps s JOIN aggregates a ON a.number = s.aggregate
                WHERE s.number > (SELECT step FROM indexed) ORDER BY s.number""", row -> moved.put(new AggregateId(row.getString(1), row.getString(2)), head(row, 3)));
        indexedStep = sql.number("SELECT step FROM indexed");
    }

    /** Where an aggregate stands. For any connection, inside a transaction. */
    static Optional<Head> headOf(Sql sql, AggregateId id) throws SQLException {
        return sql.first("""
                SELECT a.number, coalesce(s.revision, a.revision), coalesce(s.number, a.last_step)
                FROM aggregates a LEFT JOIN steps s ON s.number =
                    (SELECT number FROM steps WHERE number > (SELECT step FROM indexed) AND aggregate = a.number
                     ORDER BY number DESC LIMIT 1)
                WHERE a.type = ? AND a.id = ?""", row -> head(row, 1), id.type(), id.id());
    }

    private static Head head(ResultSet row, int column) throws SQLException {
        return new Head(row.getLong(column), new Revision(row.getLong(column + 1)), row.getLong(column + 2));
    }

    /** All live objects of an aggregate, in the order of their keys. For any connection, inside a transaction. */
    static List<StoredObject> live(Sql sql, long aggregate) throws SQLException {
        var live = new TreeMap<ObjectKey, StoredObject>();
        sql.all("""
                SELECT o.kind, o.id, v.schema_version, v.document
                FROM objects o LEFT JOIN versions v ON v.number = o.version WHERE o.aggregate = ?""", row -> live.put(keyOf(row), StoredState.object(row)), aggregate);
        sql.all("""
                SELECT v.kind, v.id, v.schema_version, v.document
                FROM steps s CROSS JOIN versions v ON v.number >= s.number << 20 AND v.number < (s.number + 1) << 20
                WHERE s.number > (SELECT step FROM indexed) AND s.aggregate = ? ORDER BY v.number""", row -> applyTo(live, row), aggregate);
        return List.copyOf(live.values());
    }

    private static boolean applyTo(Map<ObjectKey, StoredObject> live, ResultSet row) throws SQLException {
        if (row.getString(4) == null) {
            live.remove(keyOf(row));
        } else {
            live.put(keyOf(row), StoredState.object(row));
        }
        return true;
    }

    private static ObjectKey keyOf(ResultSet row) throws SQLException {
        return new ObjectKey(row.getString(1), row.getString(2));
    }
}
