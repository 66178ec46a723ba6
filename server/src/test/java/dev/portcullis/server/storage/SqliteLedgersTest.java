// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static dev.portcullis.server.storage.Samples.ACCOUNT;
import static dev.portcullis.server.storage.Samples.KINDS;
import static dev.portcullis.server.storage.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgersTest {
    private static final Duration WINDOW = Duration.ofMinutes(15);

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();
    private SqliteObjectStore store;

    @BeforeEach
    void open() {
        store = SqliteObjectStore.open(directory, KINDS, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        open();
    }

    private Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    @Test
    void aKeyIsClaimedOnceForEachPurposeAlsoAfterARestart() {
        assertThat(store.onceLedger().claim("totp", "ann/123456", in(WINDOW))).isTrue();
        assertThat(store.onceLedger().claim("totp", "ann/123456", in(WINDOW))).isFalse();
        assertThat(store.onceLedger().claim("saml", "ann/123456", in(WINDOW))).isTrue();
        reopen();
        assertThat(store.onceLedger().claim("totp", "ann/123456", in(WINDOW))).isFalse();
    }

    @Test
    void ofManyAtOnceExactlyOneClaims() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var claims = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 100; i++) {
                claims.add(() -> store.onceLedger().claim("totp", "same", in(WINDOW)));
            }
            int won = 0;
            for (var claim : pool.invokeAll(claims)) {
                won += claim.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void aClaimIsForgottenWhenItsTimeIsOver() {
        var ledger = store.onceLedger();
        assertThat(ledger.claim("totp", "a", in(WINDOW))).isTrue();
        clock.advance(WINDOW.minusMillis(1));
        assertThat(ledger.claim("totp", "a", in(WINDOW))).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(ledger.claim("totp", "a", in(WINDOW))).isTrue();
        assertThat(ledger.claim("totp", "late", clock.instant())).isFalse();
    }

    @Test
    void pruningTakesOnlyWhatIsOver() {
        for (int i = 0; i < 20; i++) {
            assertThat(store.onceLedger().claim("totp", "short" + i, in(WINDOW)))
                    .isTrue();
            assertThat(store.onceLedger().claim("totp", "long" + i, in(WINDOW.multipliedBy(3))))
                    .isTrue();
        }
        store.lockoutCounters().countFailure("password", "ann", WINDOW);
        clock.advance(WINDOW.multipliedBy(2));
        store.prune();
        assertThat(store.onceLedger().claim("totp", "long7", in(WINDOW))).isFalse();
        clock.advance(WINDOW.multipliedBy(-2));
        assertThat(store.onceLedger().claim("totp", "short7", in(WINDOW))).isTrue();
        assertThat(store.lockoutCounters().failures("password", "ann")).isZero();
    }

    @Test
    void failuresCountWithinAWindowThatTheFirstOneOpens() {
        var counters = store.lockoutCounters();
        assertThat(counters.failures("password", "ann")).isZero();
        assertThat(counters.countFailure("password", "ann", WINDOW)).isEqualTo(1);
        clock.advance(WINDOW.minusMillis(1));
        assertThat(counters.countFailure("password", "ann", WINDOW)).isEqualTo(2);
        assertThat(counters.countFailure("mfa", "ann", WINDOW)).isEqualTo(1);
        reopen();
        assertThat(store.lockoutCounters().failures("password", "ann")).isEqualTo(2);
        clock.advance(Duration.ofMillis(1));
        assertThat(store.lockoutCounters().failures("password", "ann")).isZero();
        assertThat(store.lockoutCounters().countFailure("password", "ann", WINDOW))
                .isEqualTo(1);
        store.lockoutCounters().clear("password", "ann");
        assertThat(store.lockoutCounters().failures("password", "ann")).isZero();
        assertThat(store.lockoutCounters().failures("mfa", "ann")).isEqualTo(1);
    }

    private AccessKeyUse use(String key, Duration after, String service) {
        return new AccessKeyUse(key, clock.instant().plus(after), service, "us-east-1");
    }

    private void commit(String operation, long at, AccessKeyChange... changes) {
        var change = new AggregateChange(ACCOUNT, new Revision(at), List.of(), List.of(), List.of(changes));
        assertThat(store.commit(List.of(change), record(operation))).isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void theLatestUseOfAnOwnedKeyIsKept() {
        commit("1", 0, new AccessKeyChange.Claim("AKIA1"));
        var usage = store.usage();
        usage.noteUses(
                List.of(use("AKIA1", Duration.ofSeconds(2), "iam"), use("AKIA2", WINDOW, "iam")), List.of(), List.of());
        usage.noteUses(List.of(use("AKIA1", Duration.ofSeconds(1), "sts")), List.of(), List.of());
        usage.noteUses(List.of(), List.of(), List.of());
        assertThat(usage.lastUseOfAccessKey("AKIA1")).contains(use("AKIA1", Duration.ofSeconds(2), "iam"));
        assertThat(usage.lastUseOfAccessKey("AKIA2")).isEmpty();
        commit("2", 1, new AccessKeyChange.Release("AKIA1"));
        usage.noteUses(List.of(use("AKIA1", WINDOW, "iam")), List.of(), List.of());
        assertThat(usage.lastUseOfAccessKey("AKIA1")).isEmpty();
    }

    @Test
    void theLatestUseOfARoleIsKeptUntilItIsToldNoLonger() {
        var usage = store.usage();
        var first = new RoleUse("AROA1", clock.instant().plusSeconds(2), "eu-west-1");
        usage.noteUses(List.of(), List.of(first, new RoleUse("AROA2", clock.instant(), "us-east-1")), List.of());
        usage.noteUses(List.of(), List.of(new RoleUse("AROA1", clock.instant(), "us-east-1")), List.of());
        assertThat(usage.lastUseOfRole("AROA1")).contains(first);

        clock.advance(UsageStore.ROLE_USES_ARE_TOLD_FOR.plusSeconds(1));
        store.prune();
        assertThat(usage.lastUseOfRole("AROA1")).contains(first);
        assertThat(usage.lastUseOfRole("AROA2")).isEmpty();
    }

    @Test
    void theLatestCallOfAnAgentIsKeptUntilItIsToldNoLonger() {
        var usage = store.usage();
        var latest = new AgentUse("i-1", clock.instant().plusSeconds(2));
        usage.noteUses(List.of(), List.of(), List.of(latest, new AgentUse("i-2", clock.instant())));
        usage.noteUses(List.of(), List.of(), List.of(new AgentUse("i-1", clock.instant())));
        assertThat(usage.lastUseOfAgent("i-1")).contains(latest);

        clock.advance(UsageStore.AGENT_USES_ARE_TOLD_FOR.plusSeconds(1));
        store.prune();
        assertThat(usage.lastUseOfAgent("i-1")).contains(latest);
        assertThat(usage.lastUseOfAgent("i-2")).isEmpty();
    }
}
