// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The embedded store: one SQLite database in the data directory, in write-ahead-log mode with {@code synchronous=FULL}, one
 * writer for the whole process and the machine ({@link GroupCommit}, {@link DirectoryLock}), and a few readers. Files are
 * readable by their owner only.
 *
 * <p>Secrets are erased, not just unlinked, in the database and, a moment later, in its log; what a file system or a
 * disk keeps of overwritten blocks is out of reach, which is why secrets only come here sealed.
 */
public final class SqliteObjectStore implements ObjectStore {
    /** How long old versions and commits are kept unless told otherwise. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(400);

    private static final Logger LOG = System.getLogger(SqliteObjectStore.class.getName());
    private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);
    private static final long HOUSEKEEPING_MINUTES = 10;

    /**
     * What only tests set otherwise.
     *
     * @param synchronous the pragma of the writer
     * @param mostStepsBehind how far the tables of the present state may lag behind the log
     */
    record Tuning(String synchronous, int mostStepsBehind) {
        /** To catch up with so many steps takes some twenty milliseconds, to read them two. */
        static final Tuning DEFAULT = new Tuning("FULL", 4_096);
    }

    private final DirectoryLock lock;
    private final SqliteFile file;
    private final CommitWriter commits;
    private final GroupCommit writer;
    private final Readers readers;
    private final SqliteLedgers ledgers;
    private final SqliteSubjects subjects;
    private final InstantSource clock;
    private final Duration retention;
    private final CountDownLatch closing = new CountDownLatch(1);

    private SqliteObjectStore(
            DirectoryLock lock,
            SqliteFile file,
            ObjectKinds kinds,
            InstantSource clock,
            Duration retention,
            int mostStepsBehind)
            throws SQLException {
        this.lock = lock;
        this.file = file;
        this.clock = clock;
        this.retention = retention;
        this.commits = new CommitWriter(kinds, clock, mostStepsBehind);
        this.readers = new Readers(file);
        this.writer = new GroupCommit(file, commits);
        this.ledgers = new SqliteLedgers(writer, readers, clock);
        this.subjects = new SqliteSubjects(writer, readers, clock);
    }

    /** Opens the store with {@link #DEFAULT_RETENTION}. */
    public static SqliteObjectStore open(Path directory, ObjectKinds kinds, InstantSource clock) {
        return open(directory, kinds, clock, DEFAULT_RETENTION);
    }

    /**
     * Opens the store in a directory, making both when missing.
     *
     * @param kinds what this release can read
     * @param clock gives commit times and decides what is over
     * @param retention how long old versions of objects, and the commits that made them, are kept; at least a day
     * @throws StoreNotOpened when another process has it open, a newer release wrote it, or it is not ours
     */
    public static SqliteObjectStore open(Path directory, ObjectKinds kinds, InstantSource clock, Duration retention) {
        return open(directory, kinds, clock, retention, Tuning.DEFAULT);
    }

    static SqliteObjectStore open(
            Path directory, ObjectKinds kinds, InstantSource clock, Duration retention, Tuning tuning) {
        if (retention.compareTo(SHORTEST_RETENTION) < 0) {
            throw new StoreNotOpened("History must be kept for at least a day");
        }
        try {
            DurableFiles.createDirectories(directory);
            var lock = DirectoryLock.take(directory);
            try {
                var file = SqliteFile.in(directory, tuning.synchronous());
                file.prepare();
                requireKnownKinds(file, kinds);
                var store = new SqliteObjectStore(lock, file, kinds, clock, retention, tuning.mostStepsBehind());
                Thread.ofPlatform()
                        .daemon()
                        .name("portcullis-store-housekeeping")
                        .start(store::keepHouse);
                return store;
            } catch (IOException | SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new StoreNotOpened(
                    "The data directory %s cannot be opened: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static void requireKnownKinds(SqliteFile file, ObjectKinds kinds) throws SQLException {
        try (var sql = file.connectToRead()) {
            CommitWriter.storedKinds(sql).forEach((kind, version) -> {
                if (!kinds.knows(kind, version)) {
                    throw new StoreNotOpened(
                            "%s was written by a newer release: it holds objects of kind %s, version %d"
                                    .formatted(file.path(), kind, version));
                }
            });
        }
    }

    /** The ledger of what may happen once, in the same file. */
    public OnceLedger onceLedger() {
        return ledgers;
    }

    /** The counts of failed attempts, in the same file. */
    public LockoutCounters lockoutCounters() {
        return ledgers;
    }

    /** Who has come to Roles Anywhere, in the same file. */
    public SubjectStore subjects() {
        return subjects;
    }

    /** The facts about use, in the same file. */
    public UsageStore usage() {
        return ledgers;
    }

    @Override
    public Snapshot load(AggregateId id) {
        return readers.read(sql -> StoredState.snapshot(sql, id));
    }

    @Override
    public void submit(Write write, Receipt<CommitResult> receipt) {
        requireSense(write);
        writer.submit(sql -> commits.commit(sql, write), erasesSecrets(write), receipt);
    }

    private static void requireSense(Write write) {
        if (write.changes().isEmpty()) {
            throw new IllegalArgumentException("A commit changes at least one aggregate");
        }
        if (write.changes().size() == 1) {
            return;
        }
        var aggregates = new HashSet<AggregateId>();
        for (var change : write.changes()) {
            if (!aggregates.add(change.aggregate())) {
                throw new IllegalArgumentException("Changed twice in one commit: " + change.aggregate());
            }
        }
    }

    private static boolean erasesSecrets(Write write) {
        for (var change : write.changes()) {
            if (!change.secrets().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<CommitResult.Committed> operation(String operationId) {
        writer.requireSettled();
        return readers.read(sql -> StoredState.committed(sql, operationId));
    }

    @Override
    public Map<AggregateId, Revision> heads(Collection<AggregateId> ids) {
        return readers.read(sql -> StoredState.heads(sql, ids));
    }

    @Override
    public List<AggregateId> aggregates(String type) {
        return readers.read(sql -> StoredState.aggregates(sql, type));
    }

    @Override
    public List<Commit> commitsAfter(AggregateId id, Revision revision, int limit) {
        return readers.read(sql -> StoredState.commitsAfter(sql, id, revision, limit));
    }

    @Override
    public Optional<AggregateId> ownerOfAccessKey(String accessKeyId) {
        return readers.read(sql -> StoredState.ownerOfAccessKey(sql, accessKeyId));
    }

    @Override
    public Optional<SealedBytes> secret(SecretKey key) {
        return readers.read(sql -> StoredState.secret(sql, key));
    }

    @Override
    public List<SecretKey> secretKeys(AggregateId id) {
        return readers.read(sql -> StoredState.secretKeys(sql, id));
    }

    @Override
    public boolean resealSecret(SecretKey key, SealedBytes expected, SealedBytes resealed) {
        return writer.write(
                sql -> sql.run(
                                """
                                UPDATE secrets SET sealed = ? WHERE kind = ? AND id = ? AND sealed = ? AND aggregate =
                                    (SELECT number FROM aggregates WHERE type = ? AND id = ?)""",
                                resealed.toByteArray(),
                                key.kind(),
                                key.id(),
                                expected.toByteArray(),
                                key.aggregate().type(),
                                key.aggregate().id())
                        == 1,
                true);
    }

    /** {@inheritDoc} The copy holds nothing of what was deleted; {@link #restore} makes a store of it. */
    @Override
    public void backupTo(Path target) {
        Backup.write(file, target);
    }

    /**
     * Makes the store of a directory that has none from a backup.
     *
     * @throws StoreNotOpened when the backup is not one of ours, damaged or of a newer release, or the directory has a
     *     store already
     */
    public static void restore(Path backup, Path directory) {
        restore(backup, directory, secrets -> {});
    }

    /**
     * As {@link #restore(Path, Path)}, unless an inspection of the backup throws.
     *
     * @param inspection is given a look-up of the backup's secrets
     */
    public static void restore(
            Path backup, Path directory, Consumer<Function<SecretKey, Optional<SealedBytes>>> inspection) {
        Backup.restore(backup, directory, inspection);
    }

    /** Whether there is a store in the directory. */
    public static boolean exists(Path directory) {
        return Files.exists(directory.resolve(SqliteFile.NAME));
    }

    /** Whether a process, this or another, has the store in the directory open. */
    public static boolean isInUse(Path directory) {
        try {
            return DirectoryLock.isHeld(directory);
        } catch (IOException e) {
            throw new StoreNotOpened("The lock of the data directory %s cannot be read".formatted(directory), e);
        }
    }

    private void keepHouse() {
        try {
            while (!closing.await(HOUSEKEEPING_MINUTES, TimeUnit.MINUTES)) {
                pruneUnlessItFails();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "Housekeeping was interrupted; old history stays until the next start", e);
        }
    }

    private void pruneUnlessItFails() {
        try {
            prune();
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "Old history was not pruned; trying again later", e);
        }
    }

    /** Removes what is older than its time, in small transactions. Runs by itself every few minutes. */
    public void prune() {
        long before = clock.instant().minus(retention).toEpochMilli();
        boolean more = true;
        while (more) {
            more = writer.write(sql -> {
                commits.catchUp(sql);
                return History.prune(sql, before);
            });
        }
        more = true;
        while (more) {
            more = ledgers.prune();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        readers.close();
        writer.close();
        lock.close();
    }
}
