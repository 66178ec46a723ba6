// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;
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
final class CommitWriter {
    private final ObjectKinds kinds;
    private final InstantSource clock;

    /** What the tables are known to hold; null when it has to be read again. */
    private @Nullable Ends ends;

    /** The ends of the three logs: the next free numbers, and the time of the last commit. */
    private static final class Ends {
        private long nextCommit;
        private long nextStep;
        private long nextVersion;
        private long lastTime;
        private final Map<String, Integer> newestVersions = new HashMap<>();
    }

    CommitWriter(ObjectKinds kinds, InstantSource clock) {
        this.kinds = kinds;
        this.clock = clock;
    }

    /** Has everything read again; after a write that was rolled back. */
    void forget() {
        ends = null;
    }

    /** All of them or, when one cannot be committed, none. */
    List<CommitResult> commitAll(Sql sql, List<ObjectStore.Write> writes) throws SQLException {
        var results = new ArrayList<CommitResult>();
        sql.run("SAVEPOINT every");
        for (var write : writes) {
            results.add(commit(sql, write));
        }
        if (!results.stream().allMatch(CommitResult.Committed.class::isInstance)) {
            sql.run("ROLLBACK TO every");
            forget();
        }
        sql.run("RELEASE every");
        return results;
    }

    CommitResult commit(Sql sql, ObjectStore.Write write) throws SQLException {
        var changes = write.changes();
        var why = write.why();
        var earlier = StoredState.committed(sql, why.operationId());
        if (earlier.isPresent()) {
            return repeated(earlier.get(), changes, why);
        }
        var heads = new ArrayList<Optional<StoredState.Head>>();
        boolean conflict = false;
        for (var change : changes) {
            var head = StoredState.head(sql, change.aggregate());
            heads.add(head);
            conflict |=
                    !head.map(StoredState.Head::revision).orElse(Revision.NONE).equals(change.expectedRevision());
        }
        if (conflict) {
            return new CommitResult.Conflict(StoredState.heads(
                    sql, changes.stream().map(AggregateChange::aggregate).toList()));
        }
        var duplicate = duplicateAccessKey(sql, changes);
        return duplicate.isPresent()
                ? new CommitResult.DuplicateAccessKey(duplicate.get())
                : write(sql, changes, heads, why);
    }

    private static CommitResult repeated(
            CommitResult.Committed earlier, List<AggregateChange> changes, CommitRecord why) {
        var aggregates = changes.stream().map(AggregateChange::aggregate).collect(Collectors.toSet());
        if (!earlier.revisions().keySet().equals(aggregates)) {
            throw new IllegalArgumentException(
                    "The operation id %s was used for other aggregates".formatted(why.operationId()));
        }
        return earlier;
    }

    /** The first claimed key id that has an owner, or is claimed twice here; one released here is free. */
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

    private CommitResult write(
            Sql sql, List<AggregateChange> changes, List<Optional<StoredState.Head>> heads, CommitRecord why)
            throws SQLException {
        var log = ends(sql);
        long commit = log.nextCommit++;
        long firstStep = log.nextStep;
        log.lastTime = Math.max(log.lastTime + 1, clock.millis());
        var revisions = new HashMap<AggregateId, Revision>();
        for (int i = 0; i < changes.size(); i++) {
            var change = changes.get(i);
            writeStep(sql, log, commit, change, heads.get(i));
            revisions.put(change.aggregate(), change.expectedRevision().next());
        }
        sql.run(
                "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                commit,
                log.lastTime,
                firstStep,
                changes.size(),
                why.operationId(),
                why.callerArn(),
                why.accessKeyId(),
                why.operation(),
                why.requestId(),
                why.sourceAddress(),
                why.time().toEpochMilli(),
                why.decidingStatement());
        return new CommitResult.Committed(revisions, java.time.Instant.ofEpochMilli(log.lastTime));
    }

    private void writeStep(Sql sql, Ends log, long commit, AggregateChange change, Optional<StoredState.Head> head)
            throws SQLException {
        long step = log.nextStep++;
        long revision = change.expectedRevision().next().number();
        long aggregate = head.isPresent()
                ? advance(sql, head.get().number(), revision, step)
                : create(sql, change.aggregate(), revision, step);
        sql.run(
                "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?)",
                step,
                commit,
                aggregate,
                revision,
                head.map(StoredState.Head::lastStep).orElse(null),
                log.nextVersion,
                change.objects().size());
        for (var object : change.objects()) {
            writeVersion(sql, log, aggregate, object);
        }
        for (var secret : change.secrets()) {
            writeSecret(sql, aggregate, secret);
        }
        for (var key : change.accessKeys()) {
            writeAccessKey(sql, aggregate, key);
        }
    }

    private static long advance(Sql sql, long aggregate, long revision, long step) throws SQLException {
        sql.run("UPDATE aggregates SET revision = ?, last_step = ? WHERE number = ?", revision, step, aggregate);
        return aggregate;
    }

    private static long create(Sql sql, AggregateId id, long revision, long step) throws SQLException {
        sql.run(
                "INSERT INTO aggregates (type, id, revision, last_step) VALUES (?, ?, ?, ?)",
                id.type(),
                id.id(),
                revision,
                step);
        return StoredState.head(sql, id).orElseThrow().number();
    }

    private void writeVersion(Sql sql, Ends log, long aggregate, ObjectChange change) throws SQLException {
        var key = change.key();
        long number = log.nextVersion++;
        var previous = sql.first(
                "SELECT version FROM objects WHERE aggregate = ? AND kind = ? AND id = ?",
                row -> row.getLong(1),
                aggregate,
                key.kind(),
                key.id());
        switch (change) {
            case ObjectChange.Put(var object) -> {
                noteKind(sql, log, object);
                insertVersion(sql, number, key, object.schemaVersion(), object.json(), previous.orElse(null));
                sql.run(
                        previous.isPresent()
                                ? "UPDATE objects SET version = ? WHERE aggregate = ? AND kind = ? AND id = ?"
                                : "INSERT INTO objects (version, aggregate, kind, id) VALUES (?, ?, ?, ?)",
                        number,
                        aggregate,
                        key.kind(),
                        key.id());
            }
            case ObjectChange.Delete _ -> {
                if (previous.isEmpty()) {
                    throw new IllegalArgumentException("There is no %s to delete".formatted(key));
                }
                insertVersion(sql, number, key, null, null, previous.get());
                sql.run(
                        "DELETE FROM objects WHERE aggregate = ? AND kind = ? AND id = ?",
                        aggregate,
                        key.kind(),
                        key.id());
            }
        }
    }

    private static void insertVersion(
            Sql sql,
            long number,
            ObjectKey key,
            @Nullable Integer schemaVersion,
            @Nullable String document,
            @Nullable Long previous)
            throws SQLException {
        sql.run(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)",
                number,
                key.kind(),
                key.id(),
                schemaVersion,
                document,
                previous);
    }

    private void noteKind(Sql sql, Ends log, StoredObject object) throws SQLException {
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

    private Ends ends(Sql sql) throws SQLException {
        var known = ends;
        if (known == null) {
            known = new Ends();
            known.nextCommit = sql.number("SELECT coalesce(max(number), 0) + 1 FROM commits");
            known.nextStep = sql.number("SELECT coalesce(max(number), 0) + 1 FROM steps");
            known.nextVersion = sql.number(
                    "SELECT coalesce((SELECT first_version + versions FROM steps ORDER BY number DESC LIMIT 1), 1)");
            known.lastTime = sql.number("SELECT coalesce((SELECT time FROM commits ORDER BY number DESC LIMIT 1), 0)");
            for (var kind : storedKinds(sql).entrySet()) {
                known.newestVersions.put(kind.getKey(), kind.getValue());
            }
            ends = known;
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
