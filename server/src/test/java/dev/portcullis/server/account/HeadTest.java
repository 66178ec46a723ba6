// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import static dev.portcullis.server.account.SampleAccount.ID;
import static dev.portcullis.server.account.SampleAccount.NOW;
import static dev.portcullis.server.account.SampleAccount.change;
import static dev.portcullis.server.account.SampleAccount.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.account.TroubledStore.Trouble;
import dev.portcullis.server.storage.MemoryObjectStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes that arrive while another is made durable. */
class HeadTest {
    private final TroubledStore store =
            new TroubledStore(new MemoryObjectStore(Accounts.objectKinds(), InstantSource.fixed(NOW)));
    private final Accounts accounts = new Accounts(store, 10);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** How many users the second write found, each time that it was applied. */
    private final List<Integer> found = new CopyOnWriteArrayList<>();

    @BeforeEach
    void create() {
        SampleAccount.create(accounts, ID);
        store.awaitCommit();
        change(accounts, account -> account.with(user("zero")));
        store.awaitCommit();
        store.holdCommits();
    }

    @AfterEach
    void end() {
        store.letGoOn();
        threads.close();
    }

    private Future<?> submit(UnaryOperator<Account> update) {
        return threads.submit(() -> change(accounts, update));
    }

    private Future<?> submitCounting(String name) {
        return submit(account -> {
            found.add(account.users().size());
            return account.with(user(name));
        });
    }

    private void awaitWaiting(int writes) {
        while (accounts.waitingWrites(ID) < writes) {
            Thread.onSpinWait();
        }
    }

    /** The second write has been applied, and waits for the first. */
    private void awaitSecondApplied() {
        while (found.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private void requireStored(String... names) {
        assertThat(accounts.read(ID).users().stream()).extracting(User::name).containsExactly(names);
        assertThat(new Accounts(store, 10).read(ID).users().stream())
                .extracting(User::name)
                .containsExactly(names);
    }

    @Test
    void aWriteIsAppliedWhileTheOneBeforeItIsMadeDurableAndSeenOnlyWhenItIsItself() throws Exception {
        var first = submit(account -> account.with(user("one")));
        store.awaitCommit();
        var second = submitCounting("two");
        awaitSecondApplied();

        assertThat(found).containsExactly(2);
        assertThat(accounts.read(ID).users().size()).isEqualTo(1);
        assertThat(first.isDone() || second.isDone()).isFalse();

        store.letGoOn();
        first.get();
        second.get();
        assertThat(found).containsExactly(2);
        requireStored("one", "two", "zero");
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"REFUSED", "UNKNOWN_AND_LOST"})
    void whatWasBuiltOnAFailedWriteIsAppliedAnewToWhatIsDurable(Trouble trouble) throws Exception {
        failFirstOfTwo(trouble);

        assertThat(found).containsExactly(2, 1);
        requireStored("two", "zero");
    }

    @Test
    void whatWasBuiltOnAWriteThatFailedBeforeOurEyesButWasMadeStands() throws Exception {
        failFirstOfTwo(Trouble.UNKNOWN_BUT_WRITTEN);

        assertThat(found).containsExactly(2);
        requireStored("one", "two", "zero");
    }

    private void failFirstOfTwo(Trouble trouble) throws Exception {
        store.befallOne(trouble);
        var first = submit(account -> account.with(user("one")));
        store.awaitCommit();
        var second = submitCounting("two");
        awaitSecondApplied();
        store.letGoOn();

        assertThatThrownBy(first::get).isNotNull();
        second.get();
    }

    @Test
    void aRefusalIsToldOnlyWhenWhatItWasJudgedByIsDurable() throws Exception {
        var first = submit(account -> account.with(user("one")));
        store.awaitCommit();
        var refused = submit(account -> {
            throw new IllegalArgumentException(
                    "there are %d users".formatted(account.users().size()));
        });
        awaitWaiting(1);
        assertThat(refused.isDone()).isFalse();

        store.letGoOn();
        first.get();
        assertThatThrownBy(refused::get).hasMessageContaining("there are 2 users");
    }

    @Test
    void aRefusalJudgedByAWriteThatFailedIsJudgedAnew() throws Exception {
        store.befallOne(Trouble.REFUSED);
        var first = submit(account -> account.with(user("one")));
        store.awaitCommit();
        var refused = submit(account -> {
            throw new IllegalArgumentException(
                    "there are %d users".formatted(account.users().size()));
        });
        awaitWaiting(1);
        store.letGoOn();

        assertThatThrownBy(first::get).isNotNull();
        assertThatThrownBy(refused::get).hasMessageContaining("there are 1 users");
    }

    @Test
    void whatArrivesDuringAChangeOfAccountAndDirectoryIsAppliedToWhatThatMade() throws Exception {
        var first = threads.submit(() -> accounts.updateWithDirectory(ID, present -> {
            var entry = present.directory().entry(ID).orElseThrow();
            return new Outcome<>(
                    new WithDirectory(
                            present.account().with(user("one")),
                            present.directory().with(entry.withAlias(Optional.of("alias")))),
                    "done",
                    SampleAccount.record());
        }));
        store.awaitCommit();
        var second = submitCounting("two");
        awaitWaiting(1);
        store.letGoOn();

        first.get();
        second.get();
        assertThat(found).containsExactly(2);
        requireStored("one", "two", "zero");
    }

    @Test
    void moreWritesThanOneCommitTakesAreAllMadeInTheirOrder() throws Exception {
        var writes = new ArrayList<Future<?>>();
        writes.add(submit(account -> account.with(user("one"))));
        store.awaitCommit();
        for (int i = 0; i < 600; i++) {
            writes.add(submitCounting("more%03d".formatted(i)));
        }
        awaitWaiting(600);
        store.letGoOn();

        for (var write : writes) {
            write.get();
        }
        assertThat(found)
                .containsExactlyElementsOf(IntStream.range(2, 602).boxed().toList());
        assertThat(new Accounts(store, 10).read(ID).users().size()).isEqualTo(602);
    }

    @Test
    void anAccountWithAWriteUnderWayDoesNotLeaveTheMemory() throws Exception {
        var two = new AccountId("222222222222");
        var cramped = new Accounts(store, 1);
        store.letGoOn();
        SampleAccount.create(accounts, two);
        store.awaitCommit();
        store.holdCommits();
        var write = threads.submit(() -> change(cramped, account -> account.with(user("one"))));
        store.awaitCommit();

        assertThat(cramped.find(two)).isPresent();
        assertThat(cramped.loaded()).isEqualTo(2);

        store.letGoOn();
        write.get();
        assertThat(cramped.read(ID).users().size()).isEqualTo(2);
    }

    @Test
    void aChangeUnderAnOperationIdThatWasCommittedBeforeIsNotSeenForItWasNotMade() {
        store.letGoOn();
        var why = SampleAccount.record();
        accounts.update(ID, account -> new Outcome<>(account.with(user("one")), "done", why));
        accounts.update(ID, account -> new Outcome<>(account.with(user("two")), "done", why));

        requireStored("one", "zero");
    }
}
