// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The writing half of the object tables. Runs on the writer's thread only. */
final class CommitWriter implements GroupCommit.Participant {
    private final ObjectKinds kinds;
    private final InstantSource clock;
    private final LiveIndex index;

    /** What the tables are known to hold; null when it has to be read again. */
    private @Nullable LogEnd end;

    /** Where the log ends: the next step's number and the last commit's time; and the versions noted of each kind. */
    private static final class LogEnd {
        private long nextStep;
        private long lastTime;
        private final Map<String, Integer> newestVersions = new HashMap<>();
    }

    /** @param mostStepsBehind how far the tables of the present state may lag behind the log */
    CommitWriter(ObjectKinds kinds, InstantSource clock, int mostStepsBehind) {
        this.kinds = kinds;
        this.clock = clock;
        this.index = new LiveIndex(mostStepsBehind);
    }

    @Override
    public void finish(Sql sql) throws SQLException {
        if (end != null) {
            index.catchUpFrom(sql, end.nextStep - 1);
        }
    }

    /** Has the tables tell the present state, so that older versions may go. */
    void catchUp(Sql sql) throws SQLException {
        index.catchUp(sql, end(sql).nextStep - 1);
    }

    @Override
    public void forget() {
        end = null;
        index.forget();
    }

    /** Makes a commit. */
    CommitResult commit(Sql sql, ObjectStore.Write write) throws SQLException {
        var changes = write.changes();
        var heads = new ArrayList<Optional<LiveIndex.Head>>(changes.size());
        boolean conflict = false;
        for (var change : changes) {
            var head = index.head(sql, change.aggregate());
            heads.add(head);
            conflict |= !revision(head).equals(change.expectedRevision());
        }
        if (conflict) { // as does every repetition
            var earlier = repeated(sql, write);
            return earlier.isPresent() ? earlier.get() : conflict(changes, heads);
        }
        var duplicate = duplicateAccessKey(sql, changes);
        if (duplicate.isPresent()) {
            var earlier = repeated(sql, write);
            return earlier.isPresent() ? earlier.get() : new CommitResult.DuplicateAccessKey(duplicate.get());
        }
        return write(sql, write, heads);
    }

    private static Revision revision(Optional<LiveIndex.Head> head) {
        return head.map(LiveIndex.Head::revision).orElse(Revision.NONE);
    }

    private static CommitResult.Conflict conflict(List<AggregateChange> changes, List<Optional<LiveIndex.Head>> heads) {
        var revisions = new HashMap<AggregateId, Revision>();
        for (int i = 0; i < changes.size(); i++) {
            revisions.put(changes.get(i).aggregate(), revision(heads.get(i)));
        }
        return new CommitResult.Conflict(revisions);
    }

    /** What was committed earlier under the same operation id. */
    private static Optional<CommitResult.Committed> repeated(Sql sql, ObjectStore.Write write) throws SQLException {
        var operationId = write.why().operationId();
        var earlier = StoredState.committed(sql, operationId);
        var aggregates =
                write.changes().stream().map(AggregateChange::aggregate).collect(Collectors.toSet());
        if (earlier.isPresent() && !earlier.get().revisions().keySet().equals(aggregates)) {
            throw new IllegalArgumentException(
                    "The operation id %s was used for other aggregates".formatted(operationId));
        }
        return earlier;
    }

    /** The first claimed key id that has an owner, or is claimed twice here. */
    private static Optional<String> duplicateAccessKey(Sql sql, List<AggregateChange> changes) throws SQLException {
        var claimed = new HashSet<String>();
        for (var change : changes) {
            for (var key : change.accessKeys()) {
                if (key instanceof AccessKeyChange.Claim(var id)
                        && (!claimed.add(id)
                                || StoredState.ownerOfAccessKey(sql, id).isPresent())) {
                    return Optional.of(id);
                }
            }
        }
        return Optional.empty();
    }

    private CommitResult write(Sql sql, ObjectStore.Write write, List<Optional<LiveIndex.Head>> heads)
            throws SQLException {
        var log = end(sql);
        long time = Math.max(log.lastTime + 1, clock.millis());
        var revisions = new HashMap<AggregateId, Revision>();
        for (int place = 0; place < heads.size(); place++) {
            var change = write.changes().get(place);
            var head = heads.get(place);
            var aggregate = head.isPresent() ? head.get().number() : create(sql, change.aggregate());
            if (!insertStep(sql, log.nextStep, write.why(), place, time, aggregate, head)) {
                // Only the first place can be taken, and by a commit of the same, existing aggregates: nothing is
                // written yet.
                return repeated(sql, write).orElseThrow(() -> new SQLException("An operation id comes and goes"));
            }
            var revision = revision(head).next();
            index.move(change.aggregate(), new LiveIndex.Head(aggregate, revision, log.nextStep));
            writeContent(sql, log, aggregate, change);
            revisions.put(change.aggregate(), revision);
            log.nextStep++;
        }
        log.lastTime = time;
        return new CommitResult.Committed(revisions, Instant.ofEpochMilli(time));
    }

    private static long create(Sql sql, AggregateId id) throws SQLException {
        return sql.number(
                "INSERT INTO aggregates (type, id, revision, last_step) VALUES (?, ?, 0, 0) RETURNING number",
                id.type(),
                id.id());
    }

    /** False, and nothing done, when the operation id is there already. */
    private static boolean insertStep(
            Sql sql, long number, CommitRecord why, int place, long time, long aggregate, Optional<LiveIndex.Head> head)
            throws SQLException {
        return sql.run(
                        """
                        INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (operation_id, place) DO NOTHING""",
                        number,
                        why.operationId(),
                        place,
                        time,
                        aggregate,
                        revision(head).next().number(),
                        head.map(LiveIndex.Head::lastStep).orElse(null),
                        why.callerArn(),
                        why.accessKeyId(),
                        why.operation(),
                        why.requestId(),
                        why.sourceAddress(),
                        why.time().toEpochMilli(),
                        why.decidingStatement())
                == 1;
    }

    private void writeContent(Sql sql, LogEnd log, long aggregate, AggregateChange change) throws SQLException {
        long version = StoredState.firstVersion(log.nextStep);
        for (var object : change.objects()) {
            writeVersion(sql, log, version++, aggregate, object);
        }
        for (var secret : change.secrets()) {
            writeSecret(sql, aggregate, secret);
        }
        for (var key : change.accessKeys()) {
            writeAccessKey(sql, aggregate, key);
        }
    }

    private void writeVersion(Sql sql, LogEnd log, long number, long aggregate, ObjectChange change)
            throws SQLException {
        switch (change) {
            case ObjectChange.Put(var object) -> {
                noteKind(sql, log, object);
                index.put(sql, aggregate, object, number);
            }
            case ObjectChange.Delete(var key) -> {
                if (!index.delete(sql, aggregate, key, number)) {
                    throw new IllegalArgumentException("There is no %s to delete".formatted(key));
                }
            }
        }
    }

    private void noteKind(Sql sql, LogEnd log, StoredObject object) throws SQLException {
        kinds.require(object);
        var kind = object.key().kind();
        if (log.newestVersions.getOrDefault(kind, 0) < object.schemaVersion()) {
            sql.run("""
                    INSERT INTO kinds VALUES (?, ?)
                    ON CONFLICT DO UPDATE SET newest_version = excluded.newest_version""", kind, object.schemaVersion());
            log.newestVersions.put(kind, object.schemaVersion());
        }
    }

    private static void writeSecret(Sql sql, long aggregate, SecretChange change) throws SQLException {
        var key = change.key();
        switch (change) {
            case SecretChange.PutSecret put ->
                sql.run("""
                        INSERT INTO secrets VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET sealed = excluded.sealed""", aggregate, key.kind(), key.id(), put.sealed().toByteArray());
            case SecretChange.DeleteSecret _ ->
                sql.run(
                        "DELETE FROM secrets WHERE aggregate = ? AND kind = ? AND id = ?",
                        aggregate,
                        key.kind(),
                        key.id());
        }
    }

    private static void writeAccessKey(Sql sql, long aggregate, AccessKeyChange change) throws SQLException {
        switch (change) {
            case AccessKeyChange.Claim(var id) -> sql.run("INSERT INTO access_keys VALUES (?, ?)", id, aggregate);
            case AccessKeyChange.Release(var id) -> {
                int released =
                        sql.run("DELETE FROM access_keys WHERE access_key_id = ? AND aggregate = ?", id, aggregate);
                if (released != 1) {
                    throw new IllegalArgumentException("The aggregate does not own the access key " + id);
                }
                sql.run("DELETE FROM access_key_uses WHERE access_key_id = ?", id);
            }
        }
    }

    private LogEnd end(Sql sql) throws SQLException {
        var known = end;
        if (known == null) {
            known = new LogEnd();
            known.nextStep = sql.number("SELECT coalesce(max(number), 0) + 1 FROM steps");
            known.lastTime = sql.number("SELECT coalesce((SELECT time FROM steps ORDER BY number DESC LIMIT 1), 0)");
            known.newestVersions.putAll(storedKinds(sql));
            end = known;
        }
        return known;
    }

    /** The kinds in the store, each with the newest schema version that was ever written. */
    static Map<String, Integer> storedKinds(Sql sql) throws SQLException {
        var found = new HashMap<String, Integer>();
        sql.all("SELECT kind, newest_version FROM kinds", row -> found.put(row.getString(1), row.getInt(2)));
        return found;
    }
}
