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

/**
 * Durable writes a second, beside a bare SQLite group-commit loop that does nothing but put the same documents into one table: the
 * object store alone with one account for each writer, and accounts as the server changes them, all writers in one account and
 * each in its own. Rounds alternate, because the disk's speed drifts.
 *
 * <p>Arguments: writers (64), seconds per round (4), rounds (3), directory (a new one in the temporary directory).
 */
public final class DurableWritesBenchmark {
    private static final String DOCUMENT = "{\"document\":\"%s\"}".formatted("x".repeat(235));
    private static final ObjectKinds KINDS = new ObjectKinds(Map.of("policy", 1));

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
        new DurableWritesBenchmark(writers, Duration.ofSeconds(seconds)).run(rounds, directory);
    }

    private void run(int rounds, Path directory) throws Exception {
        Files.createDirectories(directory);
        System.out.printf(
                "durable single-object writes a second, %d writers, %d s a round%n", writers, round.toSeconds());
        System.out.printf(
                "%-8s %12s %16s %16s %16s%n", "round", "bare SQLite", "object store", "one account", "own accounts");
        var ratios = List.of(new ArrayList<Double>(), new ArrayList<Double>(), new ArrayList<Double>());
        for (int i = 0; i <= rounds; i++) {
            double bare = bare(directory.resolve("bare-" + i));
            double[] ours = {
                store(directory.resolve("store-" + i)),
                accounts(directory.resolve("one-" + i), 1),
                accounts(directory.resolve("own-" + i), writers)
            };
            System.out.printf(
                    "%-8s %12.0f %16.0f %16.0f %16.0f%n", i == 0 ? "warm-up" : i, bare, ours[0], ours[1], ours[2]);
            for (int k = 0; k < ours.length && i > 0; k++) {
                ratios.get(k).add(ours[k] / bare);
            }
        }
        System.out.printf(
                "median ratio to bare SQLite: object store %.2f, one account %.2f, own accounts %.2f (goal: at least 0.70)%n",
                median(ratios.get(0)), median(ratios.get(1)), median(ratios.get(2)));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Writes as the server makes them: a function on the account, queued, applied, committed. */
    private double accounts(Path directory, int count) throws Exception {
        try (var store = SqliteObjectStore.open(directory, Accounts.objectKinds(), InstantSource.system())) {
            var accounts = new Accounts(store, 10_000);
            for (int i = 0; i < count; i++) {
                create(accounts, accountId(i));
            }
            return rate((writer, n) -> change(accounts, accountId(writer % count), writer, n));
        } finally {
            delete(directory);
        }
    }

    private static AccountId accountId(int i) {
        return new AccountId("%012d".formatted(i));
    }

    private static void create(Accounts accounts, AccountId id) {
        accounts.updateWithDirectory(id, present -> {
            var settings = new AccountSettings(Instant.EPOCH, Optional.empty(), 0, Map.of());
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
        var name = "w%d-%d".formatted(writer, n % 1000);
        var document = new PolicyDocument("p", DOCUMENT);
        var policies = GrantedPolicies.NONE.put("p", document);
        var group = new Group("AGPA" + name, name, "/", Instant.EPOCH, policies);
        accounts.update(
                id,
                account -> new Outcome<>(account.with(group), n, why("%016x-%04d".formatted(n, writer), id.text())));
    }

    private double bare(Path directory) throws Exception {
        Files.createDirectories(directory);
        try (var loop = new BareGroupCommit(directory.resolve("bare.db"))) {
            return rate((writer, n) -> loop.put("w%d-%d".formatted(writer, n % 1000), DOCUMENT));
        } finally {
            delete(directory);
        }
    }

    private double store(Path directory) throws Exception {
        try (var store = SqliteObjectStore.open(directory, KINDS, InstantSource.system())) {
            return rate((writer, n) -> commit(store, writer, n));
        } finally {
            delete(directory);
        }
    }

    private static void commit(ObjectStore store, int writer, long n) {
        var account = new AggregateId("account", "%012d".formatted(writer));
        var change = AggregateChange.at(account, new Revision(n))
                .put(new StoredObject(new ObjectKey("policy", "p" + n % 1000), 1, DOCUMENT))
                .build();
        if (!(store.commit(List.of(change), why("%016x-%04d".formatted(n, writer), account.id()))
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

    private double rate(Write write) throws Exception {
        var done = new AtomicLong();
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
        return done.get() * 1e9 / (System.nanoTime() - start);
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
