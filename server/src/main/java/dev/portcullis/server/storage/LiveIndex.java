// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which version each live object stands at: the table {@code objects}, and what the log's last steps did since that was brought up to date.
 *
 * <p>The log grows at its end, while objects lie anywhere: with the table always up to date nearly every write would put a page of its own on
 * the way to the disk. So the table lags behind, and catches up with some thousand steps at a time. Readers look at the
 * end of the log as well, in the same snapshot; the writer knows it by heart, and reads it after a start or a roll-back.
 *
 * <p>Instances belong to the writer's thread.
 */
final class LiveIndex {
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

    /** The step that the table stands at; negative when this and what is behind have to be read. */
    private long indexedStep = -1;

    LiveIndex(int mostStepsBehind) {
        this.mostStepsBehind = mostStepsBehind;
    }

    /** What is remembered may not be what is stored: it is read again. */
    void forget() {
        indexedStep = -1;
        behind.clear();
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

    /** Brings the table up to date if it is far behind. */
    void catchUpFrom(Sql sql, long lastStep) throws SQLException {
        if (indexedStep >= 0 && lastStep - indexedStep > mostStepsBehind) {
            catchUp(sql, lastStep);
        }
    }

    /** Brings the table up to date, in the order in which it lies. */
    void catchUp(Sql sql, long lastStep) throws SQLException {
        read(sql);
        if (lastStep == indexedStep) {
            return;
        }
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
        sql.run("UPDATE indexed SET step = ?", lastStep);
        behind.clear();
        indexedStep = lastStep;
    }

    private void read(Sql sql) throws SQLException {
        if (indexedStep >= 0) {
            return;
        }
        sql.all("""
                SELECT v.kind, v.id, s.aggregate, CASE WHEN v.document IS NULL THEN 0 ELSE v.number END
                FROM steps s CROSS JOIN versions v ON v.number >= s.number << 20 AND v.number < (s.number + 1) << 20
                WHERE s.number > (SELECT step FROM indexed) ORDER BY v.number""", row -> behind.put(new Place(row.getLong(3), keyOf(row)), row.getLong(4)));
        indexedStep = sql.number("SELECT step FROM indexed");
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
