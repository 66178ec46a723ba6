// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import static dev.portcullis.server.account.SampleAccount.ID;
import static dev.portcullis.server.account.SampleAccount.NOW;
import static dev.portcullis.server.account.SampleAccount.change;
import static dev.portcullis.server.account.SampleAccount.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.TroubledStore.Trouble;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.storage.CommitOutcomeUnknown;
import dev.portcullis.server.storage.MemoryObjectStore;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.storage.StoreUnavailable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private final TroubledStore store =
            new TroubledStore(new MemoryObjectStore(Accounts.objectKinds(), InstantSource.fixed(NOW)));
    private final Accounts accounts = new Accounts(store, 10);

    @BeforeEach
    void create() {
        SampleAccount.create(accounts, ID);
        store.awaitCommit();
    }

    @Test
    void aWriteIsSeenByEveryReadThatStartsAfterItsAnswer() {
        change(accounts, account -> account.with(user("ann")));

        assertThat(accounts.read(ID).users().named("ANN")).contains(user("ann"));
    }

    @Test
    void whatIsInMemoryIsWhatTheStoreHolds() {
        var group = SampleAccount.group("devs");
        change(accounts, account -> account.with(group).with(user("ann").joining(group)));
        change(accounts, account -> account.with(account.user("ann").called("beth", "/x/")));

        var reread = new Accounts(store, 10).read(ID);

        assertThat(reread.users().stream())
                .containsExactlyElementsOf(accounts.read(ID).users());
        assertThat(reread.membersOf(group)).extracting(User::name).containsExactly("beth");
    }

    @Test
    void manyWritersOfOneAccountDoNotConflict() throws Exception {
        var writers = new ArrayList<Callable<String>>();
        IntStream.range(0, 300)
                .forEach(i -> writers.add(() -> {
                    change(accounts, account -> account.with(user("user" + i)));
                    return "done";
                }));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var written : threads.invokeAll(writers)) {
                assertThat(written.get()).isEqualTo("done");
            }
        }
        assertThat(accounts.read(ID).users().size()).isEqualTo(300);
        assertThat(new Accounts(store, 10).read(ID).users().size()).isEqualTo(300);
    }

    @Test
    void nothingIsSeenBeforeItIsDurable() throws Exception {
        store.holdCommits();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> write = threads.submit(() -> change(accounts, account -> account.with(user("ann"))));
            store.awaitCommit();

            assertThat(accounts.read(ID).users().named("ann")).isEmpty();
            assertThat(write.isDone()).isFalse();

            store.letGoOn();
            write.get();
        }
        assertThat(accounts.read(ID).users().named("ann")).isPresent();
    }

    @Test
    void aRefusalJudgedByAChangeThatWasNotWrittenIsNotTold() throws Exception {
        store.holdCommits();
        store.befall(Trouble.REFUSED);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> change(accounts, account -> account.with(user("one"))));
            store.awaitCommit();
            var queued = IntStream.range(0, 2)
                    .mapToObj(i -> threads.submit(() -> create("two")))
                    .toList();
            store.letGoOn();

            assertThatThrownBy(first::get).hasCauseInstanceOf(StoreUnavailable.class);
            for (var each : queued) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(StoreUnavailable.class);
            }
        }
    }

    @Test
    void aRefusedWriteChangesNothingAndReadsGoOn() {
        change(accounts, account -> account.with(user("ann")));
        store.befall(Trouble.REFUSED);

        assertThatThrownBy(() -> change(accounts, account -> account.with(user("beth"))))
                .isInstanceOf(StoreUnavailable.class);

        assertThat(accounts.read(ID).users().stream()).containsExactly(user("ann"));
        store.befall(Trouble.NONE);
        change(accounts, account -> account.with(user("beth")));
        assertThat(accounts.read(ID).users().size()).isEqualTo(2);
    }

    @Test
    void afterAnUnknownOutcomeTheStoreIsReadAgainBeforeAnythingIsAnswered() {
        store.befall(Trouble.UNKNOWN_BUT_WRITTEN);
        assertThatThrownBy(() -> change(accounts, account -> account.with(user("ann"))))
                .isInstanceOf(CommitOutcomeUnknown.class);
        assertThat(accounts.read(ID).users().named("ann")).isPresent();

        store.befall(Trouble.UNKNOWN_AND_LOST);
        assertThatThrownBy(() -> change(accounts, account -> account.with(user("beth"))))
                .isInstanceOf(CommitOutcomeUnknown.class);
        assertThat(accounts.read(ID).users().named("beth")).isEmpty();
    }

    @Test
    void aKeyMadeByAWriteOfUnknownOutcomeIsFoundIfItWasWritten() {
        assertThat(accounts.ownerOf("AKIAEXAMPLEEXAMPLE00")).isEmpty();
        store.befall(Trouble.UNKNOWN_BUT_WRITTEN);

        assertThatThrownBy(() -> change(accounts, AccountsTest::withKey)).isInstanceOf(CommitOutcomeUnknown.class);

        assertThat(accounts.ownerOf("AKIAEXAMPLEEXAMPLE00")).contains(ID);
    }

    @Test
    void aKeyOfANewAccountOfUnknownOutcomeIsFoundIfItWasWritten() {
        var founded = new AccountId("777777777777");
        assertThat(accounts.ownerOf("AKIAEXAMPLEEXAMPLE77")).isEmpty();
        store.befall(Trouble.UNKNOWN_BUT_WRITTEN);

        assertThatThrownBy(() -> SampleAccount.create(accounts, founded, "AKIAEXAMPLEEXAMPLE77"))
                .isInstanceOf(CommitOutcomeUnknown.class);

        assertThat(accounts.find(founded)).isPresent();
        assertThat(accounts.ownerOf("AKIAEXAMPLEEXAMPLE77")).contains(founded);
    }

    @Test
    void afterAConflictWithAnotherWriterTheDirectoryIsReadAgain() {
        SampleAccount.create(new Accounts(store, 10), new AccountId("888888888888"));

        assertThatThrownBy(() -> SampleAccount.create(accounts, new AccountId("999999999999")))
                .isInstanceOf(StoreUnavailable.class);
        SampleAccount.create(accounts, new AccountId("999999999999"));

        assertThat(accounts.all()).hasSize(3);
    }

    @Test
    void keysAreFoundFromTheMomentTheyAreMadeAndNoLonger() {
        assertThat(accounts.ownerOf("AKIAEXAMPLEEXAMPLE00")).isEmpty();
        change(accounts, AccountsTest::withKey);
        assertThat(accounts.ownerOf("AKIAEXAMPLEEXAMPLE00")).contains(ID);
        assertThat(accounts.secret(ID, Kind.ACCESS_KEY, "AKIAEXAMPLEEXAMPLE00")).isPresent();

        change(
                accounts,
                account -> account.without(account.accessKeys().iterator().next()));
        assertThat(accounts.ownerOf("AKIAEXAMPLEEXAMPLE00")).isEmpty();
        assertThat(accounts.secret(ID, Kind.ACCESS_KEY, "AKIAEXAMPLEEXAMPLE00")).isEmpty();
    }

    @Test
    void aKeyIdThatIsTakenElsewhereSpoilsOnlyItsOwnWrite() throws Exception {
        var other = new AccountId("999999999999");
        SampleAccount.create(accounts, other);
        change(accounts, AccountsTest::withKey);
        store.holdCommits();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> in(other, account -> account.with(user("zoe"))));
            store.awaitCommit();
            Future<?> clash = threads.submit(() -> in(other, AccountsTest::withKey));
            Future<?> good = threads.submit(() -> in(other, account -> account.with(user("yan"))));
            store.letGoOn();

            first.get();
            good.get();
            assertThatThrownBy(clash::get).hasCauseInstanceOf(DuplicateAccessKeyException.class);
        }
        assertThat(accounts.read(other).users().size()).isEqualTo(2);
    }

    @Test
    void aHundredThousandUnknownKeyIdsLoadNoAccountAndStayWithinTheCache() {
        int loadsBefore = store.loads.get();
        for (int i = 0; i < 100_000; i++) {
            assertThat(accounts.ownerOf("AKIA%016d".formatted(i))).isEmpty();
        }
        int lookUps = store.keyLookUps.get();
        assertThat(accounts.ownerOf("AKIA%016d".formatted(99_999))).isEmpty();

        assertThat(store.loads.get()).isEqualTo(loadsBefore);
        assertThat(store.keyLookUps.get()).isEqualTo(lookUps);
        assertThat(accounts.rememberedKeys()).isLessThanOrEqualTo(Accounts.KEY_CACHE_SIZE);
    }

    @Test
    void theLongestUnusedAccountsLeaveAndComeBack() {
        for (int i = 0; i < 30; i++) {
            SampleAccount.create(accounts, new AccountId("5000000000%02d".formatted(i)));
        }
        assertThat(accounts.loaded()).isLessThanOrEqualTo(10);
        for (int i = 0; i < 30; i++) {
            assertThat(accounts.find(new AccountId("5000000000%02d".formatted(i))))
                    .isPresent();
        }
        assertThat(accounts.loaded()).isLessThanOrEqualTo(10);
    }

    @Test
    void anAccountThatIsNotThereIsNotLoaded() {
        int loadsBefore = store.loads.get();

        assertThat(accounts.find(new AccountId("404404404404"))).isEmpty();

        assertThat(store.loads.get()).isEqualTo(loadsBefore);
    }

    private String create(String name) {
        return accounts.update(ID, account -> {
            if (account.users().hasNamed(name)) {
                throw EntityAlreadyExists.named("User", name).asException();
            }
            return new Outcome<>(account.with(user(name)), "created", SampleAccount.record());
        });
    }

    @Test
    void ofTwoThatMakeTheSameNameOneIsRefused() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var both = threads.invokeAll(List.of(() -> outcome("same"), () -> outcome("same")));
            assertThat(List.of(both.get(0).get(), both.get(1).get())).containsExactlyInAnyOrder("created", "refused");
        }
    }

    private String outcome(String name) {
        try {
            return create(name);
        } catch (ApiException e) {
            return "refused";
        }
    }

    private void in(AccountId id, UnaryOperator<Account> change) {
        accounts.update(id, account -> new Outcome<>(change.apply(account), "done", SampleAccount.record()));
    }

    private static Account withKey(Account account) {
        return account.with(new AccessKey("AKIAEXAMPLEEXAMPLE00", account.id().text(), true, NOW))
                .withSecret(Kind.ACCESS_KEY, "AKIAEXAMPLEEXAMPLE00", SealedBytes.of(new byte[] {1}));
    }
}
