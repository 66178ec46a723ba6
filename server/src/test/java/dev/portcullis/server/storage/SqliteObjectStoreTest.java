// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static dev.portcullis.server.storage.Samples.ACCOUNT;
import static dev.portcullis.server.storage.Samples.KINDS;
import static dev.portcullis.server.storage.Samples.OTHER;
import static dev.portcullis.server.storage.Samples.record;
import static dev.portcullis.server.storage.Samples.sealed;
import static dev.portcullis.server.storage.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.storage.CommitResult.Committed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store in SQLite does beyond the contract: files, locks, schemas, retention, erasure, backup. */
class SqliteObjectStoreTest {
    @TempDir
    private Path parent;

    private final TestClock clock = new TestClock();

    private Path directory() {
        return parent.resolve("data");
    }

    private SqliteObjectStore open() {
        return SqliteObjectStore.open(directory(), KINDS, clock, Duration.ofDays(30));
    }

    private static Committed put(ObjectStore store, String operation, long at, String id, String json) {
        var change = AggregateChange.at(ACCOUNT, new Revision(at)).put(user(id, json));
        return (Committed) store.commit(List.of(change.build()), record(operation));
    }

    private void sql(Path file, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var running = connection.createStatement()) {
            running.executeUpdate(statement);
        }
    }

    private Path file() {
        return directory().resolve("store.db");
    }

    @Test
    void everythingIsThereAfterAReopenAndTimeGoesOn() {
        Committed first;
        try (var store = open()) {
            first = put(store, "1", 0, "a", "1");
        }
        clock.advance(Duration.ofHours(-5));
        try (var store = open()) {
            assertThat(store.load(ACCOUNT)).isEqualTo(new Snapshot(ACCOUNT, new Revision(1), List.of(user("a", "1"))));
            assertThat(store.operation("1")).contains(first);
            assertThat(put(store, "2", 1, "a", "2").time())
                    .isEqualTo(first.time().plusMillis(1));
        }
    }

    @Test
    void filesAreForTheirOwnerOnlyWhileOpenAndAfter() throws IOException {
        try (var store = open()) {
            put(store, "1", 0, "a", "1");
            requirePrivate();
            assertThat(Files.exists(directory().resolve("store.db-wal"))).isTrue();
            store.backupTo(directory().resolve("copy.db"));
            requirePrivate();
        }
        requirePrivate();
        assertThat(Files.exists(directory().resolve("store.db-wal"))).isFalse();
    }

    private void requirePrivate() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
        try (var files = Files.list(directory())) {
            assertThat(files.toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as("%s", file)
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aSecondOpeningIsRefusedHereAndInAnotherProcess() {
        try (var store = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreNotOpened.class)
                    .hasMessageContaining("in use by this process");
            try (var other = ChildJvm.start(StoreConsole.class, directory().toString())) {
                assertThat(other.line())
                        .startsWith("not opened: ")
                        .contains("in use by process " + ProcessHandle.current().pid());
            }
            put(store, "1", 0, "a", "1");
        }
        open().close();
    }

    @Test
    void aDatabaseOfSomethingElseIsLeftAlone() throws Exception {
        Files.createDirectories(directory());
        sql(file(), "CREATE TABLE theirs (a)");
        var before = Files.readAllBytes(file());
        assertThatThrownBy(this::open).isInstanceOf(StoreNotOpened.class).hasMessageContaining("not one of Portcullis");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aNewerSchemaStopsTheStart() throws Exception {
        open().close();
        sql(file(), "PRAGMA user_version = 99");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreNotOpened.class)
                .hasMessageContaining("newer release")
                .hasMessageContaining("99");
    }

    @Test
    void aNewerOrUnknownKindStopsTheStart() {
        try (var store = SqliteObjectStore.open(directory(), new ObjectKinds(Map.of("user", 7)), clock)) {
            var object = new StoredObject(new ObjectKey("user", "a"), 7, "{}");
            store.commit(
                    List.of(AggregateChange.at(ACCOUNT, Revision.NONE)
                            .put(object)
                            .build()),
                    record("1"));
        }
        assertThatThrownBy(this::open).isInstanceOf(StoreNotOpened.class).hasMessageContaining("kind user, version 7");
        assertThatThrownBy(() -> SqliteObjectStore.open(directory(), new ObjectKinds(Map.of()), clock))
                .isInstanceOf(StoreNotOpened.class);
        SqliteObjectStore.open(directory(), new ObjectKinds(Map.of("user", 8)), clock)
                .close();
    }

    @Test
    void aLogWithoutItsDatabaseStopsTheStart() throws Exception {
        open().close();
        Files.move(file(), directory().resolve("store.db-wal"));
        assertThatThrownBy(this::open).isInstanceOf(StoreNotOpened.class).hasMessageContaining("is missing");
    }

    @Test
    void aDamagedFileStopsTheStart() throws Exception {
        Files.createDirectories(directory());
        Files.write(file(), new byte[8192]);
        assertThatThrownBy(this::open).isInstanceOf(StoreNotOpened.class);
    }

    @Test
    void afterClosingEverythingIsRefused() {
        var store = open();
        store.close();
        assertThatThrownBy(() -> put(store, "1", 0, "a", "1")).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> store.load(ACCOUNT)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aWriteThatFailsByItselfDoesNotFailTheOthersOfItsTransaction() throws Exception {
        try (var store = open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                work.add(() -> n % 5 == 0 ? !fails(store, n) : commits(store, n));
            }
            int good = 0;
            for (var done : pool.invokeAll(work)) {
                good += done.get() ? 1 : 0;
            }
            assertThat(good).isEqualTo(160);
            assertThat(store.aggregates("account")).hasSize(160);
        }
    }

    private static AggregateChange.Builder account(int n) {
        return AggregateChange.at(new AggregateId("account", "a" + n), Revision.NONE);
    }

    private static boolean commits(ObjectStore store, int n) {
        var change = account(n).put(user("u", "{}")).build();
        return store.commit(List.of(change), record("op" + n)) instanceof Committed;
    }

    private static boolean fails(ObjectStore store, int n) {
        var change = account(n).put(user("u", "{}")).delete(new ObjectKey("user", "nobody"));
        assertThatThrownBy(() -> store.commit(List.of(change.build()), record("op" + n)))
                .isInstanceOf(IllegalArgumentException.class);
        return true;
    }

    @Test
    void noRevisionStandsWithoutAnAuthorNotEvenByHand() throws Exception {
        try (var store = open()) {
            put(store, "1", 0, "a", "1");
            put(store, "2", 1, "a", "2");
            store.prune(); // brings the tables up to date
        }
        assertThat(count("SELECT count(*) FROM aggregates WHERE revision = 2")).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM aggregates a LEFT JOIN steps s ON s.number = a.last_step AND"
                        + " s.aggregate = a.number AND s.revision = a.revision WHERE s.number IS NULL"))
                .isZero();
        assertThatThrownBy(() -> sql(file(), "UPDATE steps SET caller_arn = ''"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> sql(file(), "UPDATE steps SET operation = NULL"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void historyEndsAfterItsTimeButNothingLiveDoes() throws Exception {
        try (var store = open()) {
            put(store, "1", 0, "kept", "old");
            put(store, "2", 1, "changed", "first");
            var gone = AggregateChange.at(ACCOUNT, new Revision(2)).put(user("gone", "1"));
            store.commit(List.of(gone.build()), record("3"));
            put(store, "4", 3, "changed", "second");
            var deletion = AggregateChange.at(ACCOUNT, new Revision(4)).delete(new ObjectKey("user", "gone"));
            store.commit(List.of(deletion.build()), record("5"));
            clock.advance(Duration.ofDays(29));
            put(store, "6", 5, "changed", "third");
            store.prune();
            assertThat(store.commitsAfter(ACCOUNT, Revision.NONE, 100)).hasSize(6);

            clock.advance(Duration.ofDays(2));
            store.prune();
            assertThat(store.load(ACCOUNT).objects()).containsExactly(user("changed", "third"), user("kept", "old"));
            assertThatThrownBy(() -> store.commitsAfter(ACCOUNT, new Revision(4), 100))
                    .isInstanceOf(HistoryPruned.class)
                    .hasMessageContaining("r6");
            assertThat(store.commitsAfter(ACCOUNT, new Revision(5), 100))
                    .singleElement()
                    .satisfies(commit -> assertThat(commit.record()).isEqualTo(record("6")));
            assertThat(store.operation("5")).isEmpty();
        }
        // "second" was live within the last 30 days, so it is history, not gone
        assertThat(count("SELECT count(*) FROM versions")).isEqualTo(3);
        assertThat(count("SELECT count(*) FROM versions WHERE document = 'second'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM versions WHERE document IS NULL"))
                .isZero();
    }

    private long count(String query) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            return row.getLong(1);
        }
    }

    @Test
    void theLastCommitOutlivesItsTimeSoThatNumbersAndTimesGoOn() {
        Committed last;
        try (var store = open()) {
            for (int i = 0; i < 250; i++) {
                put(store, "op" + i, i, "a", "{\"n\":%d}".formatted(i));
            }
            last = store.operation("op249").orElseThrow();
            clock.advance(Duration.ofDays(300));
            store.prune();
            assertThat(store.commitsAfter(ACCOUNT, new Revision(249), 10)).hasSize(1);
        }
        clock.advance(Duration.ofDays(-300));
        try (var store = open()) {
            assertThat(put(store, "next", 250, "a", "x").time())
                    .isEqualTo(last.time().plusMillis(1));
            assertThat(store.commitsAfter(ACCOUNT, new Revision(249), 10)).hasSize(2);
        }
    }

    @Test
    @Timeout(60)
    void erasedSecretsAreInNoFile() throws Exception {
        var marker = "SEALED-VALUE-TO-ERASE-";
        try (var store = open()) {
            var change = AggregateChange.at(ACCOUNT, Revision.NONE);
            for (int i = 0; i < 300; i++) {
                change.putSecret("key", "k" + i, sealed(marker + i));
            }
            store.commit(List.of(change.build()), record("1"));
            assertThat(filesContain(marker)).isTrue();

            var erasure = AggregateChange.at(ACCOUNT, new Revision(1));
            for (int i = 0; i < 300; i++) {
                switch (i % 3) {
                    case 0 -> erasure.deleteSecret("key", "k" + i);
                    case 1 -> erasure.putSecret("key", "k" + i, sealed("other"));
                    default ->
                        store.resealSecret(
                                new SecretKey(ACCOUNT, "key", "k" + i), sealed(marker + i), sealed("resealed " + i));
                }
            }
            store.commit(List.of(erasure.build()), record("2"));
            // A write that follows comes after the log was emptied for the erasure, because the writer was idle before
            // it.
            while (filesContain(marker)) {
                assertThat(store.load(ACCOUNT).revision()).isEqualTo(new Revision(2));
            }
            assertThat(store.secretKeys(ACCOUNT)).hasSize(200);
        }
        assertThat(filesContain(marker)).isFalse();
    }

    private boolean filesContain(String text) throws IOException {
        try (var files = Files.list(directory())) {
            for (var file : files.toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aBackupTakenUnderLoadIsAStoreOfOneMoment() throws Exception {
        var backup = parent.resolve("backup.db");
        try (var store = open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            put(store, "before", 0, "a", "0");
            var load = pool.submit(() -> {
                for (int i = 1; i <= 60; i++) {
                    var both = List.of(
                            AggregateChange.at(ACCOUNT, new Revision(i))
                                    .put(user("a", "" + i))
                                    .build(),
                            AggregateChange.at(OTHER, new Revision(i - 1))
                                    .put(user("a", "" + i))
                                    .putSecret("key", "k", sealed("s" + i))
                                    .claimAccessKey("AKIA" + i)
                                    .build());
                    store.commit(both, record("op" + i));
                }
                return true;
            });
            store.backupTo(backup);
            assertThat(load.get()).isTrue();
            assertThatThrownBy(() -> store.backupTo(backup)).isInstanceOf(StoreUnavailable.class);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        var restored = parent.resolve("restored");
        SqliteObjectStore.restore(backup, restored);
        try (var store = SqliteObjectStore.open(restored, KINDS, clock)) {
            long at = store.load(OTHER).revision().number();
            assertThat(store.load(ACCOUNT))
                    .isEqualTo(new Snapshot(ACCOUNT, new Revision(at + 1), List.of(user("a", "" + at))));
            assertThat(store.commitsAfter(ACCOUNT, Revision.NONE, 100)).hasSize((int) at + 1);
            assertThat(store.secret(new SecretKey(OTHER, "key", "k")))
                    .isEqualTo(at == 0 ? java.util.Optional.empty() : java.util.Optional.of(sealed("s" + at)));
            assertThat(put(store, "after", at + 1, "b", "1").revisions()).containsKey(ACCOUNT);
        }
        assertThatThrownBy(() -> SqliteObjectStore.restore(backup, restored))
                .isInstanceOf(StoreNotOpened.class)
                .hasMessageContaining("has a store already");
    }

    @Test
    void aDamagedOrForeignBackupIsNotRestored() throws Exception {
        var backup = parent.resolve("backup.db");
        try (var store = open()) {
            for (int i = 0; i < 50; i++) {
                put(store, "op" + i, i, "a" + i, "x".repeat(500));
            }
            store.backupTo(backup);
        }
        var bytes = Files.readAllBytes(backup);
        for (int i = 4096; i < bytes.length; i += 64) {
            bytes[i] ^= 0x55;
        }
        Files.write(backup, bytes);
        var target = parent.resolve("restored");
        assertThatThrownBy(() -> SqliteObjectStore.restore(backup, target)).isInstanceOf(StoreNotOpened.class);
        var foreign = parent.resolve("foreign.db");
        sql(foreign, "CREATE TABLE theirs (a)");
        assertThatThrownBy(() -> SqliteObjectStore.restore(foreign, target)).isInstanceOf(StoreNotOpened.class);
        try (var left = Files.list(target)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("lock");
        }
    }
}
