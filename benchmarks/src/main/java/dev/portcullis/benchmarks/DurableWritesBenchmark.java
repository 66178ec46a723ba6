// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.storage.AggregateChange;
import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectKey;
import dev.portcullis.server.storage.ObjectKinds;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.Revision;
import dev.portcullis.server.storage.SqliteObjectStore;
import dev.portcullis.server.storage.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What a durable write costs, beside SQLite with nothing around it. All sides write documents of about 250 bytes and answer only when they
 * are forced to disk; each writer rewrites {@link #DOCUMENTS} of its own in turn. The floor puts a row of key and document into one
 * table. The object store keeps, for the same document, also its history, who did it and why, and the index of operation ids, some
 * 900 bytes in four tables; accounts besides apply each change as a function on the account's value in memory.
 *
 * <p>First many writers, in writes a second: a bare group-commit loop; the object store alone, with one account for each writer;
 * accounts as the server changes them, all writers in one account and each in its own. Rounds alternate, because the disk's speed
 * drifts. Then one client alone, in microseconds a write: a bare transaction on the client's own thread; through the bare group-commit
 * loop, which costs two changes of thread; a change of an account, which costs them as well.
 *
 * <p>Arguments: writers (64), seconds per round (4), rounds (3), directory (a new one in the temporary directory).
 */
public final class DurableWritesBenchmark {
    private static final String DOCUMENT = "{\"document\":\"%s\"}".formatted("x".repeat(235));
    private static final ObjectKinds KINDS = new ObjectKinds(Map.of("policy", 1));

    /** How many documents each writer has. */
    private static final int DOCUMENTS = 1_000;

    /** Rounds that do not count: the compiler is still at work in the first ones, the more so the more code a side has. */
    private static final int WARM_UP_ROUNDS = 3;

    private static final int ALONE_BLOCKS = 20;
    private static final int ALONE_WRITES = 100;

    private final int writers;
    private final Duration round;

    private DurableWritesBenchmark(int writers, Duration round) {
        this.writers = writers;
        this.round = round;
    }

    /** One writer's way to make its n-th write; returns when it is durable. */
    private interface Write {
        void make(int writer, long n) throws SQLException;
    }

    /**
     * Runs the rounds and prints a table.
     *
     * @throws Exception when a write fails
     */
    public static void main(String[] args) throws Exception {
        int writers = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        var directory = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("portcullis-durable-writes");
        var benchmark = new DurableWritesBenchmark(writers, Duration.ofSeconds(seconds));
        benchmark.run(rounds, directory);
        benchmark.alone(directory.resolve("alone"));
    }

    /** What a round came to. */
    private record Rate(double writesPerSecond, double cpuMicros) {
        @Override
        public String toString() {
            return "%.0f (%.1f)".formatted(writesPerSecond, cpuMicros);
        }
    }

    private void run(int rounds, Path directory) throws Exception {
        Files.createDirectories(directory);
        System.out.printf(
                "durable single-object writes a second (and process CPU us a write), %d writers, %d s a round%n",
                writers, round.toSeconds());
        System.out.printf(
                "%-8s %16s %16s %16s %16s%n", "round", "bare SQLite", "object store", "one account", "own accounts");
        var ratios = List.of(new ArrayList<Double>(), new ArrayList<Double>(), new ArrayList<Double>());
        for (int i = 1 - WARM_UP_ROUNDS; i <= rounds; i++) {
            var bare = bare(directory.resolve("bare" + i));
            var ours = List.of(
                    store(directory.resolve("store" + i)),
                    accounts(directory.resolve("one" + i), 1),
                    accounts(directory.resolve("own" + i), writers));
            System.out.printf(
                    "%-8s %16s %16s %16s %16s%n", i <= 0 ? "warm-up" : i, bare, ours.get(0), ours.get(1), ours.get(2));
            for (int k = 0; k < ours.size() && i > 0; k++) {
                ratios.get(k).add(ours.get(k).writesPerSecond() / bare.writesPerSecond());
            }
        }
        System.out.printf(
                "median ratio to bare SQLite: object store %.2f, one account %.2f, own accounts %.2f (goal: at least 0.70)%n",
                median(ratios.get(0)), median(ratios.get(1)), median(ratios.get(2)));
    }

    /** One client, which waits for nobody but the disk. Blocks of all sides alternate; the first of each warms up. */
    private void alone(Path directory) throws Exception {
        Files.createDirectories(directory);
        try (var table = new BareTable(directory.resolve("bare.db"));
                var loop = new BareGroupCommit(directory.resolve("loop.db"));
                var store = SqliteObjectStore.open(directory, Accounts.objectKinds(), InstantSource.system())) {
            var accounts = new Accounts(store, 1);
            create(accounts, accountId(0));
            var bare = new ArrayList<Double>();
            var looped = new ArrayList<Double>();
            var ours = new ArrayList<Double>();
            for (int block = 0; block <= ALONE_BLOCKS; block++) {
                boolean counts = block > 0;
                measureAlone(counts, bare, (writer, n) -> putAlone(table, n));
                measureAlone(counts, looped, (writer, n) -> loop.put(name(writer, n), DOCUMENT));
                measureAlone(counts, ours, (writer, n) -> change(accounts, accountId(0), writer, n));
            }
            System.out.printf(
                    "one client, p50 us of a durable write: bare commit %.0f, bare group-commit loop %.0f, account %.0f, which is %.2f of the"
                            + " bare commit (goal: at most 1.30)%n",
                    median(bare), median(looped), median(ours), median(ours) / median(bare));
        } finally {
            delete(directory);
        }
    }

    /** A block of writes by a virtual thread, as the server's requests are; notes how long each took. */
    private static void measureAlone(boolean counts, List<Double> micros, Write write) throws Exception {
        try (var client = Executors.newVirtualThreadPerTaskExecutor()) {
            var block = client.submit(() -> latencies(write)).get();
            if (counts) {
                micros.addAll(block);
            }
        }
    }

    private static void putAlone(BareTable table, long n) throws SQLException {
        table.begin();
        table.put(name(0, n), DOCUMENT);
        table.commit();
    }

    private static List<Double> latencies(Write write) throws SQLException {
        var micros = new ArrayList<Double>();
        for (long n = 0; n < ALONE_WRITES; n++) {
            long start = System.nanoTime();
            write.make(0, n);
            micros.add((System.nanoTime() - start) / 1e3);
        }
        return micros;
    }

    private static String name(int writer, long n) {
        return "w" + writer + "-" + n % DOCUMENTS;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Writes as the server makes them: a function on the account, queued, applied, committed. */
    private Rate accounts(Path directory, int count) throws Exception {
        try (var store = SqliteObjectStore.open(directory, Accounts.objectKinds(), InstantSource.system())) {
            var accounts = new Accounts(store, 10_000);
            var ids = IntStream.range(0, count)
                    .mapToObj(DurableWritesBenchmark::accountId)
                    .toList();
            ids.forEach(id -> create(accounts, id));
            return rate((writer, n) -> change(accounts, ids.get(writer % count), writer, n));
        } finally {
            delete(directory);
        }
    }

    private static AccountId accountId(int i) {
        return new AccountId("%012d".formatted(i));
    }

    private static void create(Accounts accounts, AccountId id) {
        accounts.updateWithDirectory(id, present -> {
            var settings = AccountSettings.of(Instant.EPOCH);
            var entry = new Directory.Entry(id, "b", id + "@example.com", Optional.empty(), false, Instant.EPOCH);
            return new Outcome<>(
                    new WithDirectory(
                            present.account().with(settings),
                            present.directory().with(entry)),
                    id,
                    why("create-" + id, id.text()));
        });
    }

    private static void change(Accounts accounts, AccountId id, int writer, long n) {
        var name = name(writer, n);
        var operationId = CommitRecord.newOperationId();
        var document = new PolicyDocument("p", DOCUMENT);
        var policies = GrantedPolicies.NONE.put("p", document);
        var group = new Group("AGPA" + name, name, "/", Instant.EPOCH, policies);
        accounts.update(id, account -> new Outcome<>(account.with(group), n, why(operationId, id.text())));
    }

    private Rate bare(Path directory) throws Exception {
        Files.createDirectories(directory);
        try (var loop = new BareGroupCommit(directory.resolve("bare.db"))) {
            return rate((writer, n) -> loop.put(name(writer, n), DOCUMENT));
        } finally {
            delete(directory);
        }
    }

    private Rate store(Path directory) throws Exception {
        try (var store = SqliteObjectStore.open(directory, KINDS, InstantSource.system())) {
            var ids = IntStream.range(0, writers)
                    .mapToObj(i -> new AggregateId("account", "%012d".formatted(i)))
                    .toList();
            return rate((writer, n) -> commit(store, ids.get(writer), writer, n));
        } finally {
            delete(directory);
        }
    }

    private static void commit(ObjectStore store, AggregateId account, int writer, long n) {
        var change = AggregateChange.at(account, new Revision(n))
                .put(new StoredObject(new ObjectKey("policy", name(writer, n)), 1, DOCUMENT))
                .build();
        if (!(store.commit(List.of(change), why(CommitRecord.newOperationId(), account.id()))
                instanceof CommitResult.Committed)) {
            throw new IllegalStateException("A writer was alone with its account, and did not commit");
        }
    }

    private static CommitRecord why(String operationId, String account) {
        return new CommitRecord(
                operationId,
                "arn:aws:iam::" + account + ":user/benchmark",
                "AKIAIOSFODNN7EXAMPLE",
                "iam:CreatePolicy",
                "00000000-0000-0000-0000-000000000000",
                "127.0.0.1",
                Instant.EPOCH,
                "identity[0]");
    }

    private Rate rate(Write write) throws Exception {
        var done = new AtomicLong();
        long cpu = CpuTime.ofProcess();
        long start = System.nanoTime();
        long end = start + round.toNanos();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Void>>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                work.add(() -> {
                    for (long n = 0; System.nanoTime() < end; n++) {
                        write.make(writer, n);
                        done.incrementAndGet();
                    }
                    return null;
                });
            }
            for (var finished : pool.invokeAll(work)) {
                finished.get();
            }
        }
        return new Rate(done.get() * 1e9 / (System.nanoTime() - start), (CpuTime.ofProcess() - cpu) / 1e3 / done.get());
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
