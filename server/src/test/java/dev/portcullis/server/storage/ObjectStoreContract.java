// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static dev.portcullis.server.storage.Samples.ACCOUNT;
import static dev.portcullis.server.storage.Samples.DIRECTORY;
import static dev.portcullis.server.storage.Samples.OTHER;
import static dev.portcullis.server.storage.Samples.record;
import static dev.portcullis.server.storage.Samples.sealed;
import static dev.portcullis.server.storage.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.storage.CommitResult.Committed;
import dev.portcullis.server.storage.CommitResult.Conflict;
import dev.portcullis.server.storage.CommitResult.DuplicateAccessKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} does. */
abstract class ObjectStoreContract {
    final TestClock clock = new TestClock();
    private ObjectStore store;

    /** A new, empty store that knows {@link Samples#KINDS} and takes its time from {@link #clock}. */
    abstract ObjectStore newStore();

    @BeforeEach
    void openStore() {
        store = newStore();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static AggregateChange.Builder change(AggregateId id, long expected) {
        return AggregateChange.at(id, new Revision(expected));
    }

    private CommitResult commit(String operationId, AggregateChange.Builder... changes) {
        var built = new ArrayList<AggregateChange>();
        for (var change : changes) {
            built.add(change.build());
        }
        return store.commit(built, record(operationId));
    }

    private Committed committed(String operationId, AggregateChange.Builder... changes) {
        var result = commit(operationId, changes);
        assertThat(result).isInstanceOf(Committed.class);
        return (Committed) result;
    }

    @Test
    void anAggregateThatWasNeverWrittenIsEmptyAtRevisionZero() {
        assertThat(store.load(ACCOUNT)).isEqualTo(new Snapshot(ACCOUNT, Revision.NONE, List.of()));
        assertThat(store.heads(List.of(ACCOUNT, OTHER)))
                .isEqualTo(Map.of(ACCOUNT, Revision.NONE, OTHER, Revision.NONE));
        assertThat(store.commitsAfter(ACCOUNT, Revision.NONE, 10)).isEmpty();
        assertThat(store.aggregates("account")).isEmpty();
        assertThat(store.operation("op")).isEmpty();
        assertThat(store.ownerOfAccessKey("AKIA")).isEmpty();
        assertThat(store.secret(new SecretKey(ACCOUNT, "key", "AKIA"))).isEmpty();
    }

    @Test
    void whatWasPutIsLoadedInOrderOfKeys() {
        committed("op", change(ACCOUNT, 0).put(user("b", "{\"n\":2}")).put(user("a", "{\"n\":\"ä 𝄞\"}")));
        assertThat(store.load(ACCOUNT))
                .isEqualTo(new Snapshot(
                        ACCOUNT, new Revision(1), List.of(user("a", "{\"n\":\"ä 𝄞\"}"), user("b", "{\"n\":2}"))));
    }

    @Test
    void aPutReplacesAndADeleteEndsALiveObject() {
        committed("1", change(ACCOUNT, 0).put(user("a", "1")).put(user("b", "1")));
        committed(
                "2",
                change(ACCOUNT, 1)
                        .put(new StoredObject(new ObjectKey("user", "a"), 2, "2"))
                        .delete(new ObjectKey("user", "b")));
        assertThat(store.load(ACCOUNT).objects()).containsExactly(new StoredObject(new ObjectKey("user", "a"), 2, "2"));
        committed("3", change(ACCOUNT, 2).put(user("b", "again")));
        assertThat(store.load(ACCOUNT).objects()).contains(user("b", "again"));
    }

    @Test
    void idsAreComparedExactly() {
        committed("1", change(ACCOUNT, 0).put(user("Ann", "1")).put(user("ann", "2")));
        assertThat(store.load(ACCOUNT).objects()).hasSize(2);
    }

    @Test
    void aCommitAtAnotherRevisionConflictsAndChangesNothing() {
        committed("1", change(ACCOUNT, 0).put(user("a", "1")));
        assertThat(commit(
                        "2",
                        change(OTHER, 0).put(user("x", "1")),
                        change(ACCOUNT, 0).put(user("a", "2"))))
                .isEqualTo(new Conflict(Map.of(ACCOUNT, new Revision(1), OTHER, Revision.NONE)));
        assertThat(commit("3", change(ACCOUNT, 2).put(user("a", "2"))))
                .isEqualTo(new Conflict(Map.of(ACCOUNT, new Revision(1))));
        assertThat(store.load(ACCOUNT).objects()).containsExactly(user("a", "1"));
        assertThat(store.load(OTHER).revision()).isEqualTo(Revision.NONE);
        assertThat(store.operation("2")).isEmpty();
    }

    @Test
    void aCommitOfSeveralAggregatesMovesEachByOneRevision() {
        committed("1", change(ACCOUNT, 0).put(user("a", "1")));
        var result = committed(
                "2",
                change(ACCOUNT, 1).put(user("b", "1")),
                change(DIRECTORY, 0).put(user("d", "1")));
        assertThat(result.revisions()).isEqualTo(Map.of(ACCOUNT, new Revision(2), DIRECTORY, new Revision(1)));
        assertThat(store.heads(Set.of(ACCOUNT, DIRECTORY))).isEqualTo(result.revisions());
        assertThat(store.commitsAfter(DIRECTORY, Revision.NONE, 1).getFirst().time())
                .isEqualTo(result.time());
    }

    @Test
    void repeatingAnOperationIdChangesNothingAndAnswersTheSame() {
        var first = committed("op", change(ACCOUNT, 0).put(user("a", "1")));
        clock.advance(Duration.ofMinutes(1));
        committed("later", change(ACCOUNT, 1).put(user("a", "2")));
        assertThat(commit("op", change(ACCOUNT, 0).put(user("a", "1")))).isEqualTo(first);
        assertThat(store.load(ACCOUNT).objects()).containsExactly(user("a", "2"));
        assertThat(store.operation("op")).contains(first);
    }

    @Test
    void anOperationIdOfOtherAggregatesIsRefused() {
        committed("op", change(ACCOUNT, 0).put(user("a", "1")));
        assertThatThrownBy(() -> commit("op", change(OTHER, 0).put(user("a", "1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.load(OTHER).revision()).isEqualTo(Revision.NONE);
    }

    private AwaitedReceipt<CommitResult> submit(String operationId, AggregateChange.Builder change) {
        var receipt = new AwaitedReceipt<CommitResult>();
        store.submit(new ObjectStore.Write(List.of(change.build()), record(operationId)), receipt);
        return receipt;
    }

    @Test
    void commitsMayBuildOnThoseUnderWayAndKeepTheirAuthors() {
        var receipts = List.of(
                submit("1", change(ACCOUNT, 0).put(user("a", "1"))),
                submit("2", change(ACCOUNT, 1).put(user("a", "2"))),
                submit("3", change(OTHER, 0).put(user("b", "1"))));
        var results = receipts.stream().map(AwaitedReceipt::await).toList();
        assertThat(results).hasOnlyElementsOfType(Committed.class);
        assertThat(store.operation("2").map(CommitResult.class::cast)).contains(results.get(1));
        assertThat(store.load(ACCOUNT)).isEqualTo(new Snapshot(ACCOUNT, rev(2), List.of(user("a", "2"))));
        assertThat(store.commitsAfter(ACCOUNT, Revision.NONE, 9))
                .extracting(Commit::record)
                .containsExactly(record("1"), record("2"));
    }

    @Test
    void whatBuildsOnACommitThatFailsConflicts() {
        committed("0", change(OTHER, 0).claimAccessKey("AKIA1"));
        var sound = submit("1", change(ACCOUNT, 0).put(user("a", "1")));
        var duplicate = submit("2", change(ACCOUNT, 1).claimAccessKey("AKIA1").putSecret("key", "AKIA1", sealed("s")));
        var builtOnIt = submit("3", change(ACCOUNT, 2).put(user("a", "3")));
        var senseless = submit("4", change(ACCOUNT, 1).delete(new ObjectKey("user", "nobody")));
        var builtOnThat = submit("5", change(ACCOUNT, 2).put(user("a", "5")));

        assertThat(sound.await()).isInstanceOf(Committed.class);
        assertThat(duplicate.await()).isEqualTo(new DuplicateAccessKey("AKIA1"));
        assertThat(builtOnIt.await()).isEqualTo(new Conflict(Map.of(ACCOUNT, rev(1))));
        assertThatThrownBy(senseless::await).isInstanceOf(IllegalArgumentException.class);
        assertThat(builtOnThat.await()).isEqualTo(new Conflict(Map.of(ACCOUNT, rev(1))));
        assertThat(store.load(ACCOUNT)).isEqualTo(new Snapshot(ACCOUNT, rev(1), List.of(user("a", "1"))));
        assertThat(store.secretKeys(ACCOUNT)).isEmpty();
        assertThat(store.operation("3")).isEmpty();
        committed("3", change(ACCOUNT, 1).put(user("a", "3")));
    }

    @Test
    void receiptsAreToldInTheOrderOfTheirCommits() {
        var told = new ArrayList<Integer>();
        var last = new AwaitedReceipt<CommitResult>();
        for (int i = 0; i < 200; i++) {
            int place = i;
            var write = new ObjectStore.Write(
                    List.of(change(ACCOUNT, i).put(user("a", "" + i)).build()), record("op" + i));
            store.submit(write, new Receipt<>() {
                @Override
                public void answered(CommitResult result) {
                    told.add(place);
                    if (place == 199) {
                        last.answered(result);
                    }
                }

                @Override
                public void failed(RuntimeException reason) {
                    last.failed(reason);
                }
            });
        }
        last.await();
        assertThat(told).isSorted().hasSize(200);
    }

    @Test
    void theHistoryTellsWhoDidWhatWithoutGaps() {
        committed("1", change(ACCOUNT, 0).put(user("b", "1")).put(user("a", "1")));
        committed("2", change(OTHER, 0).put(user("a", "elsewhere")));
        var third = committed("3", change(ACCOUNT, 1).delete(new ObjectKey("user", "a")));
        committed("4", change(ACCOUNT, 2));
        var history = store.commitsAfter(ACCOUNT, Revision.NONE, 100);
        assertThat(history).extracting(Commit::revision).containsExactly(rev(1), rev(2), rev(3));
        assertThat(history).extracting(Commit::record).containsExactly(record("1"), record("3"), record("4"));
        assertThat(history.get(0).changes())
                .containsExactly(new ObjectChange.Put(user("a", "1")), new ObjectChange.Put(user("b", "1")));
        assertThat(history.get(1))
                .isEqualTo(new Commit(
                        ACCOUNT,
                        rev(2),
                        third.time(),
                        record("3"),
                        List.of(new ObjectChange.Delete(new ObjectKey("user", "a")))));
        assertThat(store.commitsAfter(ACCOUNT, rev(1), 1)).containsExactly(history.get(1));
        assertThat(store.commitsAfter(ACCOUNT, rev(3), 100)).isEmpty();
    }

    private static Revision rev(long number) {
        return new Revision(number);
    }

    @Test
    void commitTimesRiseEvenWhenTheClockFallsBack() {
        var first = committed("1", change(ACCOUNT, 0));
        var second = committed("2", change(OTHER, 0));
        clock.advance(Duration.ofHours(-1));
        var third = committed("3", change(ACCOUNT, 1));
        clock.advance(Duration.ofHours(3));
        var fourth = committed("4", change(ACCOUNT, 2));
        assertThat(second.time()).isEqualTo(first.time().plusMillis(1));
        assertThat(third.time()).isEqualTo(first.time().plusMillis(2));
        assertThat(fourth.time()).isEqualTo(clock.instant());
    }

    @Test
    void anAccessKeyHasOneOwnerAcrossAllAggregates() {
        committed("1", change(ACCOUNT, 0).claimAccessKey("AKIA1"));
        assertThat(store.ownerOfAccessKey("AKIA1")).contains(ACCOUNT);
        assertThat(commit("2", change(OTHER, 0).put(user("x", "1")).claimAccessKey("AKIA1")))
                .isEqualTo(new DuplicateAccessKey("AKIA1"));
        assertThat(commit("3", change(ACCOUNT, 1).claimAccessKey("AKIA1"))).isEqualTo(new DuplicateAccessKey("AKIA1"));
        assertThat(commit(
                        "4",
                        change(ACCOUNT, 1).claimAccessKey("AKIA2"),
                        change(OTHER, 0).claimAccessKey("AKIA2")))
                .isEqualTo(new DuplicateAccessKey("AKIA2"));
        assertThat(store.load(OTHER).revision()).isEqualTo(Revision.NONE);
        assertThat(store.ownerOfAccessKey("AKIA2")).isEmpty();
        committed("5", change(ACCOUNT, 1).releaseAccessKey("AKIA1"));
        assertThat(store.ownerOfAccessKey("AKIA1")).isEmpty();
        committed("6", change(OTHER, 0).claimAccessKey("AKIA1"));
        assertThat(store.ownerOfAccessKey("AKIA1")).contains(OTHER);
    }

    @Test
    void whatMakesNoSenseIsRefusedWhole() {
        committed("1", change(ACCOUNT, 0).claimAccessKey("AKIA1").put(user("a", "1")));
        refused(change(ACCOUNT, 1).put(user("b", "1")).delete(new ObjectKey("user", "nobody")));
        refused(change(ACCOUNT, 1).put(new StoredObject(new ObjectKey("user", "b"), 3, "1")));
        refused(change(ACCOUNT, 1).put(new StoredObject(new ObjectKey("rocket", "b"), 1, "1")));
        refused(change(OTHER, 0).put(user("b", "1")).releaseAccessKey("AKIA1"));
        refused(change(ACCOUNT, 1).releaseAccessKey("AKIA2"));
        refused(change(ACCOUNT, 1), change(ACCOUNT, 1));
        refused();
        assertThat(store.load(ACCOUNT)).isEqualTo(new Snapshot(ACCOUNT, rev(1), List.of(user("a", "1"))));
        assertThat(store.load(OTHER).revision()).isEqualTo(Revision.NONE);
        assertThat(store.ownerOfAccessKey("AKIA1")).contains(ACCOUNT);
        committed("2", change(ACCOUNT, 1).put(user("b", "1")));
    }

    private void refused(AggregateChange.Builder... changes) {
        assertThatThrownBy(() -> commit("refused", changes)).isInstanceOf(IllegalArgumentException.class);
        assertThat(store.operation("refused")).isEmpty();
    }

    @Test
    void aCommitWithoutAnAuthorCannotBeMade() {
        var why = record("op");
        assertThatThrownBy(() -> new CommitRecord("op", "", "", "iam:CreateUser", "", "", why.time(), ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommitRecord("op", why.callerArn(), "", "", "", "", why.time(), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsComeAndGoWithCommitsButHaveNoHistory() {
        var key = new SecretKey(ACCOUNT, "key", "AKIA1");
        committed(
                "1",
                change(ACCOUNT, 0).putSecret("key", "AKIA1", sealed("one")).putSecret("key", "AKIA0", sealed("x")));
        assertThat(store.secret(key)).contains(sealed("one"));
        assertThat(store.secret(new SecretKey(OTHER, "key", "AKIA1"))).isEmpty();
        assertThat(store.secretKeys(ACCOUNT)).containsExactly(new SecretKey(ACCOUNT, "key", "AKIA0"), key);
        assertThat(commit("2", change(ACCOUNT, 0).deleteSecret("key", "AKIA1"))).isInstanceOf(Conflict.class);
        assertThat(store.secret(key)).isPresent();
        committed("3", change(ACCOUNT, 1).putSecret("key", "AKIA1", sealed("two")));
        assertThat(store.secret(key)).contains(sealed("two"));
        committed("4", change(ACCOUNT, 2).deleteSecret("key", "AKIA1").deleteSecret("key", "never-there"));
        assertThat(store.secret(key)).isEmpty();
        assertThat(store.commitsAfter(ACCOUNT, Revision.NONE, 9))
                .flatExtracting(Commit::changes)
                .isEmpty();
    }

    @Test
    void aSecretIsResealedWithoutARevisionAndOnlyFromTheExpectedValue() {
        var key = new SecretKey(ACCOUNT, "key", "AKIA1");
        committed("1", change(ACCOUNT, 0).putSecret("key", "AKIA1", sealed("one")));
        assertThat(store.resealSecret(key, sealed("one"), sealed("resealed"))).isTrue();
        assertThat(store.resealSecret(key, sealed("one"), sealed("late"))).isFalse();
        assertThat(store.resealSecret(new SecretKey(OTHER, "key", "AKIA1"), sealed("one"), sealed("x")))
                .isFalse();
        assertThat(store.secret(key)).contains(sealed("resealed"));
        assertThat(store.load(ACCOUNT).revision()).isEqualTo(rev(1));
    }

    @Test
    void aggregatesAreListedByType() {
        committed("1", change(OTHER, 0));
        committed("2", change(ACCOUNT, 0), change(DIRECTORY, 0));
        assertThat(store.aggregates("account")).containsExactly(ACCOUNT, OTHER);
        assertThat(store.aggregates("directory")).containsExactly(DIRECTORY);
        assertThat(store.aggregates("instances")).isEmpty();
    }

    @Test
    void manyWritersOfOneAggregateTakeTurnsAndNoneIsLost() throws Exception {
        int writers = 8;
        int each = 12;
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Integer>>();
            for (int w = 0; w < writers; w++) {
                var name = "w" + w;
                work.add(() -> putUntilDone(name, each));
            }
            for (var done : pool.invokeAll(work)) {
                assertThat(done.get()).isEqualTo(each);
            }
        }
        assertThat(store.load(ACCOUNT).revision()).isEqualTo(rev((long) writers * each));
        assertThat(store.load(ACCOUNT).objects()).hasSize(writers * each);
    }

    private int putUntilDone(String name, int count) {
        int done = 0;
        while (done < count) {
            long at = store.load(ACCOUNT).revision().number();
            var id = name + "-" + done;
            if (commit(id, change(ACCOUNT, at).put(user(id, "1"))) instanceof Committed) {
                done++;
            }
        }
        return done;
    }

    @Test
    void randomHistoriesReadAsAPlainModelSays() {
        for (long seed = 1; seed <= 4; seed++) {
            var fresh = newStore();
            try (fresh) {
                new RandomHistory(seed, fresh).run(100);
            }
        }
    }
}
