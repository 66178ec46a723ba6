// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.policy.Request;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authz.PolicySets;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.managedpolicies.ManagedPolicyCatalogue;
import dev.portcullis.server.policies.PolicyTexts;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.Receipt;
import dev.portcullis.server.storage.SqliteObjectStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How soon an edit of a policy that reaches 5,000 users is visible to decisions, while other accounts take 1,000 writes a second: from the moment at
 * which the store has made it durable to the end of the first decision by the new text, which is judged and compiled before it is written, as the server does. One thread decides without pause,
 * each time for a user drawn at random, as the server does: the caller's policies are read from the account as it is now. That no decision goes back to
 * the old text afterwards, and that all users have the new one, is checked.
 *
 * <p>Arguments: edits (300).
 */
public final class EditVisibilityBenchmark {
    private static final int USERS = 5_000;
    private static final int OTHER_ACCOUNTS = 16;
    private static final int WRITES_PER_SECOND = 1_000;
    private static final int EDITS = 300;
    private static final int WARM_UP_EDITS = 50;
    private static final AccountId ACCOUNT = new AccountId("111122223333");
    private static final String NAME = "reaches-all";
    private static final String ARN = "arn:aws:iam::" + ACCOUNT.text() + ":policy/" + NAME;

    private final AwsPolicies aws = new AwsPolicies(ManagedPolicyCatalogue.load());
    private final Authorizer authorizer = new Authorizer();
    private final Random random = new Random(1);
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final Accounts accounts;

    private EditVisibilityBenchmark(ObjectStore store) {
        this.accounts = new Accounts(stamping(store), 10_000);
    }

    /**
     * Measures and prints.
     *
     * @throws Exception when a write fails
     */
    public static void main(String[] args) throws Exception {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : EDITS;
        var directory = Files.createTempDirectory("portcullis-edit-visibility");
        try (var store = SqliteObjectStore.open(directory, Accounts.objectKinds(), InstantSource.system())) {
            new EditVisibilityBenchmark(store).run(edits);
        } finally {
            delete(directory);
        }
    }

    /** The store, noting when it tells that a write of the edited account is durable. */
    private ObjectStore stamping(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    try {
                        return arguments != null && arguments[0] instanceof ObjectStore.Write write
                                ? submit(store, write, arguments[1])
                                : method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked") // what Submit takes besides the write
    private @Nullable Object submit(ObjectStore store, ObjectStore.Write write, Object receipt) {
        var told = (Receipt<CommitResult>) receipt;
        store.submit(write, isEdit(write) ? new Stamp(told) : told);
        return null;
    }

    private final class Stamp implements Receipt<CommitResult> {
        private final Receipt<CommitResult> told;

        Stamp(Receipt<CommitResult> told) {
            this.told = told;
        }

        @Override
        public void answered(CommitResult result) {
            committed.set(System.nanoTime());
            told.answered(result);
        }

        @Override
        public void failed(RuntimeException reason) {
            told.failed(reason);
        }
    }

    private static boolean isEdit(ObjectStore.Write write) {
        return write.changes().stream()
                .anyMatch(change -> change.aggregate().id().equals(ACCOUNT.text()));
    }

    private void run(int edits) throws Exception {
        create(ACCOUNT);
        fill();
        for (int i = 0; i < OTHER_ACCOUNTS; i++) {
            create(other(i));
        }
        long start = System.nanoTime();
        try (var others = Executors.newScheduledThreadPool(OTHER_ACCOUNTS);
                var editor = Executors.newSingleThreadExecutor()) {
            long period = TimeUnit.SECONDS.toMicros(1) * OTHER_ACCOUNTS / WRITES_PER_SECOND;
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < OTHER_ACCOUNTS; i++) {
                int account = i;
                writers.add(
                        others.scheduleAtFixedRate(() -> unrelatedWrite(account), 0, period, TimeUnit.MICROSECONDS));
            }
            var nanos = new long[edits];
            for (int i = -WARM_UP_EDITS; i < edits; i++) {
                boolean allows = i % 2 == 0;
                var edit = editor.submit(() -> edit(allows));
                long seen = firstDecision(allows);
                edit.get();
                requireAll(allows);
                if (i >= 0) {
                    nanos[i] = seen - committed.get();
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            for (var writer : writers) {
                if (writer.isDone()) {
                    writer.get(); // throws why it ended
                }
            }
            writers.forEach(writer -> writer.cancel(false));
            report(nanos, writes.get() / seconds);
        }
    }

    private static void report(long[] nanos, double writesPerSecond) {
        Arrays.sort(nanos);
        System.out.printf(
                "an edit that reaches %,d users, beside %,.0f unrelated writes a second: visible %,d us (median), %,d us (99 of 100), %,d us (worst of %d) after its commit; %.1f %% within 1,000 us, which is the goal%n",
                USERS,
                writesPerSecond,
                nanos[nanos.length / 2] / 1000,
                nanos[nanos.length * 99 / 100] / 1000,
                nanos[nanos.length - 1] / 1000,
                nanos.length,
                100.0 * Arrays.stream(nanos).filter(nano -> nano <= 1_000_000).count() / nanos.length);
    }

    /** Decides for one user after the other until one decision is by the new text; when that was made. */
    private long firstDecision(boolean allows) {
        while (decide(random.nextInt(USERS)) != allows) {
            Thread.onSpinWait();
        }
        return System.nanoTime();
    }

    private void requireAll(boolean allows) {
        for (int user = 0; user < USERS; user++) {
            if (decide(user) != allows) {
                throw new IllegalStateException("User " + user + " is decided about by a text that is not in force");
            }
        }
    }

    private boolean decide(int user) {
        var account = accounts.read(ACCOUNT);
        var facts = new Caller.RequestFacts(
                "request",
                Instant.EPOCH,
                InetAddress.getLoopbackAddress(),
                true,
                Optional.empty(),
                Optional.empty(),
                "https://localhost",
                "us-east-1");
        var caller = new Caller(ACCOUNT, new Caller.Identity.User(userId(user)), keyId(user), Optional.empty(), facts);
        var subject = Subject.of(account, caller, aws);
        var request = new Request(
                subject.principal(), "s3:GetObject", "arn:aws:s3:::photos/cat.jpg", ACCOUNT.text(), Context.empty());
        return authorizer
                .decide(request, PolicySets.of(subject, Optional.empty()))
                .isAllowed();
    }

    private void edit(boolean allows) {
        var document = document(allows);
        accounts.update(ACCOUNT, account -> {
            var policy = account.policyByArn(ARN).orElseThrow();
            var old = policy.inForce();
            var next = policy.withVersion(document, true, Instant.EPOCH).withoutVersion(old, Instant.EPOCH);
            return new Outcome<>(account.with(next), true, why(ACCOUNT));
        });
    }

    private void unrelatedWrite(int number) {
        var id = other(number);
        long n = writes.incrementAndGet();
        var name = "g" + n % 100;
        var group = new Group("AGPA" + name, name, "/", Instant.EPOCH, GrantedPolicies.NONE);
        accounts.update(id, account -> new Outcome<>(account.with(group), true, why(id)));
    }

    private static AccountId other(int number) {
        return new AccountId("%012d".formatted(number));
    }

    private void create(AccountId id) {
        accounts.updateWithDirectory(id, present -> {
            var settings = new AccountSettings(Instant.EPOCH, Optional.empty(), 0, Map.of(), Optional.empty());
            var entry = new Directory.Entry(id, "b", id + "@example.com", Optional.empty(), false, Instant.EPOCH);
            return new Outcome<>(
                    new WithDirectory(
                            present.account().with(settings),
                            present.directory().with(entry)),
                    id,
                    why(id));
        });
    }

    /** The policy, and the users that it is attached to. */
    private void fill() {
        accounts.update(ACCOUNT, account -> {
            var version = new ManagedPolicy.Version(1, document(false), Instant.EPOCH);
            Account next = account.with(new ManagedPolicy(
                    "ANPABENCHMARK",
                    NAME,
                    "/",
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Optional.empty(),
                    Tags.none(),
                    List.of(version),
                    1,
                    1));
            for (int i = 0; i < USERS; i++) {
                var user = User.create(userId(i), "user-" + i, "/", Instant.EPOCH, Tags.none(), Optional.empty());
                next = next.with(user.withPolicies(GrantedPolicies.NONE.attach(ARN)))
                        .with(new AccessKey(keyId(i), userId(i), true, Instant.EPOCH));
            }
            return new Outcome<>(next, true, why(ACCOUNT));
        });
    }

    private static String userId(int user) {
        return "AIDA%016d".formatted(user);
    }

    private static String keyId(int user) {
        return "AKIA%016d".formatted(user);
    }

    private static PolicyDocument document(boolean allows) {
        return PolicyTexts.document(ARN, """
                {"Version": "2012-10-17", "Statement": {"Effect": "%s", "Action": "s3:Get*", "Resource": "arn:aws:s3:::photos/*"}}""".formatted(allows ? "Allow" : "Deny"), PolicyKind.IDENTITY_MANAGED);
    }

    private static CommitRecord why(AccountId account) {
        return new CommitRecord(
                UUID.randomUUID().toString(),
                "arn:aws:iam::" + account.text() + ":user/benchmark",
                "AKIAIOSFODNN7EXAMPLE",
                "iam:CreatePolicyVersion",
                "00000000-0000-0000-0000-000000000000",
                "127.0.0.1",
                Instant.EPOCH,
                "identity[0]");
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
