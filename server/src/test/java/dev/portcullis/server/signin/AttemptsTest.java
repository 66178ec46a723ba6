// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.signin.Attempts.Admission;
import dev.portcullis.server.storage.MemoryLedgers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Claimed ANN = new Claimed("ann", false, Optional.empty(), Optional.empty());
    private static final Claimed ROOT = new Claimed("root", true, Optional.empty(), Optional.empty());

    private final MemoryLedgers ledgers = new MemoryLedgers();
    private final Attempts attempts = new Attempts(ledgers, START);
    private Instant now = START.plus(Duration.ofHours(1));

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static InetAddress address(int number) {
        return address("10.0." + number / 250 + "." + (1 + number % 250));
    }

    private Admission attempt(Claimed claimed, InetAddress from) {
        return attempts.begin(claimed, from, now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void afterAFewAttemptsEachNextOneWaitsTwiceAsLong() {
        var from = address(1);
        for (int i = 0; i < 2; i++) {
            assertThat(attempt(ANN, from)).isEqualTo(new Admission.Admitted(Duration.ZERO));
        }
        for (int i = 0; i < 9; i++) {
            var pause = Duration.ofSeconds(1L << i);
            assertThat(attempt(ANN, from)).isEqualTo(new Admission.Admitted(pause));
            assertThat(attempt(ANN, from)).isEqualTo(new Admission.TooEarly(pause));
            pass(pause);
        }
    }

    @Test
    void whoTriesTooEarlyDoesNotProlongTheWait() {
        var from = address(1);
        for (int i = 0; i < 3; i++) {
            attempt(ANN, from);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(attempt(ANN, from)).isEqualTo(new Admission.TooEarly(Duration.ofSeconds(1)));
        }
        pass(Duration.ofSeconds(1));
        assertThat(attempt(ANN, from)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void theWaitIsAQuarterOfAnHourAtMost() {
        for (int i = 0; i < 40; i++) {
            attempt(ANN, address(1));
            pass(Duration.ofMinutes(15));
        }
        assertThat(attempt(ANN, address(1))).isEqualTo(new Admission.Admitted(Duration.ofMinutes(15)));
    }

    @Test
    void manyAddressesTogetherAreSlowedDownForAUser() {
        for (int i = 0; i < 10; i++) {
            assertThat(attempt(ANN, address(i))).isInstanceOf(Admission.Admitted.class);
        }
        assertThat(attempt(ANN, address(99))).isInstanceOf(Admission.TooEarly.class);
    }

    @Test
    void nobodyLocksRootOutFromElsewhere() {
        for (int i = 0; i < 200; i++) {
            attempt(ROOT, address(i));
        }
        assertThat(attempt(ROOT, address(1_000))).isEqualTo(new Admission.Admitted(Duration.ZERO));
    }

    @Test
    void rootIsSlowedDownWhereItFailsAndNotForGood() {
        for (int i = 0; i < 60; i++) {
            attempt(ROOT, address(1));
            pass(Duration.ofMinutes(14));
        }
        pass(Duration.ofMinutes(15));
        assertThat(attempt(ROOT, address(1))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void successTakesBackWhatWasCountedForThePrincipalButNotForTheAddress() {
        for (int i = 0; i < 29; i++) {
            attempt(new Claimed("user" + i, false, Optional.empty(), Optional.empty()), address(1));
        }
        attempt(ANN, address(1));
        attempts.succeeded("ann", address(1));
        assertThat(attempt(ANN, address(1))).isInstanceOf(Admission.Crowded.class);
        assertThat(attempt(ANN, address(2))).isEqualTo(new Admission.Admitted(Duration.ZERO));
    }

    @Test
    void allAddressesOfOneIpv6NetworkAreOne() {
        for (int i = 0; i < 3; i++) {
            attempt(ANN, address("2001:db8:1:2::" + (i + 1)));
        }
        assertThat(attempt(ANN, address("2001:db8:1:2:ffff::9"))).isInstanceOf(Admission.TooEarly.class);
        assertThat(attempt(ANN, address("2001:db8:1:3::1"))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void whenEverybodyTriesOnlyWhoHasNotFailedIsHeard() {
        for (int i = 0; i < 300; i++) {
            attempt(new Claimed("user" + i, false, Optional.empty(), Optional.empty()), address(i));
        }
        assertThat(attempt(ANN, address(0))).isInstanceOf(Admission.Crowded.class);
        assertThat(attempt(ANN, address(2_000))).isInstanceOf(Admission.Admitted.class);
        pass(Duration.ofMinutes(1));
        assertThat(attempt(ANN, address(0))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aRestartGivesNobodyNewAttempts() {
        for (int i = 0; i < 3; i++) {
            attempt(ANN, address(1));
        }
        var restarted = new Attempts(ledgers, now);
        assertThat(restarted.begin(ANN, address(1), now)).isEqualTo(new Admission.TooEarly(Duration.ofSeconds(1)));
    }
}
