// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import static dev.portcullis.server.account.SampleAccount.ID;
import static dev.portcullis.server.account.SampleAccount.NOW;
import static dev.portcullis.server.account.SampleAccount.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.BrowserSession.ActingRole;
import dev.portcullis.server.account.BrowserSession.SecondFactor;
import dev.portcullis.server.storage.MemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionBookTest {
    private static final SessionPrincipal ANN = new SessionPrincipal.User("AIDAANN");
    private static final SessionPrincipal ROOT = new SessionPrincipal.Root(ID.text());

    private final MemoryObjectStore store = new MemoryObjectStore(Accounts.objectKinds(), InstantSource.fixed(NOW));
    private final Accounts accounts = new Accounts(store, 10);

    @BeforeEach
    void create() {
        SampleAccount.create(accounts, ID);
    }

    @Test
    void whatIsInMemoryIsWhatTheStoreHolds() {
        var temporary = new SessionPrincipal.Temporary("AROA1", "ASIA1", "a token");
        change(book -> book.opening(session("ASIAA", ANN, NOW), NOW)
                .opening(session("ASIAB", ROOT, NOW), NOW)
                .opening(session("ASIAC", temporary, NOW), NOW));
        change(book -> book.with(book.get("ASIAA").orElseThrow().usedAt(NOW.plusSeconds(9)))
                .without("ASIAB")
                .without("ASIAX"));

        var reread = new Accounts(store, 10).sessions(ID);

        assertThat(reread.size()).isEqualTo(2);
        assertThat(reread.get("ASIAA")).contains(session("ASIAA", ANN, NOW).usedAt(NOW.plusSeconds(9)));
        assertThat(reread.get("ASIAC")).contains(session("ASIAC", temporary, NOW));
        assertThat(reread.get("ASIAB")).isEmpty();
    }

    @Test
    void openingOneSweepsOutWhatIsOver() {
        change(book -> book.opening(session("ASIAA", ANN, NOW), NOW));

        var later = NOW.plus(Duration.ofHours(1));
        change(book -> book.opening(session("ASIAB", ROOT, later), later));

        assertThat(accounts.sessions(ID).get("ASIAA")).isEmpty();
        assertThat(accounts.sessions(ID).size()).isEqualTo(1);
    }

    @Test
    void onePrincipalHasSoManySessionsAndNotMore() {
        for (int i = 0; i < SessionBook.MOST_OF_ONE + 5; i++) {
            var opened = NOW.plusSeconds(i);
            var id = "ASIA" + i;
            change(book -> book.opening(session(id, ANN, opened), opened));
        }
        change(book -> book.opening(session("ASIAR", ROOT, NOW), NOW));

        var book = accounts.sessions(ID);
        assertThat(book.of(ANN)).hasSize(SessionBook.MOST_OF_ONE);
        assertThat(book.get("ASIA4")).isEmpty();
        assertThat(book.get("ASIA5")).isPresent();
        assertThat(book.of(ROOT)).hasSize(1);
    }

    @Test
    void everywhereMeansAllSessionsOfOnePrincipal() {
        change(book -> book.opening(session("ASIAA", ANN, NOW), NOW)
                .opening(session("ASIAB", ANN, NOW), NOW)
                .opening(session("ASIAR", ROOT, NOW), NOW));

        change(book -> book.without(ANN));

        assertThat(accounts.sessions(ID).of(ANN)).isEmpty();
        assertThat(accounts.sessions(ID).of(ROOT)).hasSize(1);
    }

    @Test
    void aSessionIsOverAfterItsTimeOrWhenNobodyUsesIt() {
        var session = session("ASIAA", ANN, NOW);
        assertThat(session.isOver(NOW, NOW.plus(Duration.ofMinutes(59)))).isFalse();
        assertThat(session.isOver(NOW, NOW.plus(Duration.ofHours(1)))).isTrue();
        var late = NOW.plus(Duration.ofHours(12));
        assertThat(session.isOver(late, late.minusSeconds(1))).isFalse();
        assertThat(session.isOver(late, late)).isTrue();
    }

    @Test
    void aChangeOfWhatSomebodySignsInWithMakesANewGeneration() {
        SampleAccount.change(accounts, account -> account.with(user("ann")));
        assertThat(generation()).isZero();
        SampleAccount.change(accounts, account -> account.with(new LoginProfile("AIDAANN", NOW, NOW, false, "first")));
        assertThat(generation()).isZero();

        SampleAccount.change(
                accounts,
                account ->
                        account.with(account.loginProfile(account.user("ann")).requiringReset(true)));
        assertThat(generation()).isZero();
        SampleAccount.change(
                accounts,
                account ->
                        account.with(account.loginProfile(account.user("ann")).changed("second", NOW, false)));
        assertThat(generation()).isEqualTo(1);
        SampleAccount.change(
                accounts, account -> account.with(account.user("ann").called("anna", "/")));
        assertThat(generation()).isEqualTo(2);
        SampleAccount.change(
                accounts, account -> account.with(account.user("anna").called("ann", "/")));
        assertThat(generation()).isEqualTo(3);
        SampleAccount.change(
                accounts, account -> account.with(account.user("ann").withTags(Tags.none())));
        assertThat(generation()).isEqualTo(3);
        SampleAccount.change(accounts, account -> account.with(device(Optional.empty())));
        assertThat(generation()).isEqualTo(3);
        SampleAccount.change(accounts, account -> account.with(device(Optional.of(0))));
        assertThat(generation()).isEqualTo(4);
        SampleAccount.change(accounts, account -> account.with(device(Optional.of(2))));
        assertThat(generation()).as("a drift is no change").isEqualTo(4);
        SampleAccount.change(accounts, account -> account.with(device(Optional.empty())));
        assertThat(generation()).isEqualTo(5);
        SampleAccount.change(accounts, account -> account.without(account.loginProfile(account.user("ann"))));
        assertThat(generation()).isEqualTo(6);

        assertThat(new Accounts(store, 10).read(ID).signInState("AIDAANN").generation())
                .isEqualTo(6);
    }

    @Test
    void oneOlderSessionMayGoOnUntilTheNextGeneration() {
        SampleAccount.change(accounts, account -> account.with(user("ann")));
        SampleAccount.change(
                accounts,
                account -> account.with(account.user("ann").called("anna", "/")).keepingSession("AIDAANN", "ASIAA"));
        var state = accounts.read(ID).signInState("AIDAANN");
        assertThat(state.admits("ASIAA", 0)).isTrue();
        assertThat(state.admits("ASIAB", 0)).isFalse();
        assertThat(state.admits("ASIAC", 1)).isTrue();

        SampleAccount.change(
                accounts, account -> account.with(account.user("anna").called("ann", "/")));
        assertThat(accounts.read(ID).signInState("AIDAANN").admits("ASIAA", 0)).isFalse();
    }

    @Test
    void aUserLeavesNothingBehind() {
        SampleAccount.change(accounts, account -> account.with(user("ann")));
        SampleAccount.change(
                accounts, account -> account.with(account.user("ann").called("anna", "/")));
        SampleAccount.change(accounts, account -> account.without(account.user("anna")));

        assertThat(new Accounts(store, 10).read(ID).signInState("AIDAANN")).isEqualTo(SignInState.first("AIDAANN"));
    }

    private int generation() {
        return accounts.read(ID).signInState("AIDAANN").generation();
    }

    private static MfaDevice device(Optional<Integer> drift) {
        return new MfaDevice(
                "d1",
                "phone",
                "/",
                NOW,
                Tags.none(),
                Optional.empty(),
                drift.map(steps -> new MfaDevice.Enabled("AIDAANN", NOW, steps)));
    }

    private void change(UnaryOperator<SessionBook> change) {
        accounts.updateSessions(ID, book -> new Outcome<>(change.apply(book), "done", SampleAccount.record()));
    }

    private static BrowserSession session(String id, SessionPrincipal principal, Instant now) {
        return new BrowserSession(
                id,
                principal,
                1,
                2,
                "00ff",
                Optional.of(new SecondFactor(now, "totp")),
                now,
                now.plus(Duration.ofHours(12)),
                Duration.ofHours(1),
                now,
                now,
                "127.0.0.1",
                "a browser",
                List.of(new ActingRole("ASIAR", "a token", now.plusSeconds(900))));
    }
}
