// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.ec2.InstanceStatusSummary;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.Launch;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.Instance.Status;
import dev.portcullis.server.account.Joining;
import dev.portcullis.server.account.MetadataOptions;
import dev.portcullis.server.account.Tags;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static Instance instance(HostKind kind, State state) {
        var launch = new Launch(
                "r-0123456789abcdef0", 0, kind.imageId(), "t3.micro", "us-east-1a", NOON, Optional.empty(), "");
        return new Instance(
                "i-0123456789abcdef0",
                launch,
                new Status(state, "", NOON),
                Tags.none(),
                Optional.empty(),
                MetadataOptions.STANDARD,
                Optional.empty(),
                Joining.NONE.withNextAgentEpoch());
    }

    private static InstanceStatusSummary heard(Optional<Instant> call, Instant now) {
        return new Reachability(id -> call).of(instance(HostKind.OWN, State.RUNNING), now);
    }

    @Test
    void aHostIsReachedAsLongAsItsAgentAsks() {
        var call = NOON.plusSeconds(3_600);
        assertThat(heard(Optional.of(call), call.plusSeconds(300)).status()).contains("ok");

        var silent = heard(Optional.of(call), call.plusSeconds(301));
        assertThat(silent.status()).contains("impaired");
        assertThat(silent.details()).singleElement().satisfies(check -> {
            assertThat(check.name()).contains("reachability");
            assertThat(check.status()).contains("failed");
            assertThat(check.impairedSince()).contains(call.plusSeconds(300));
        });
    }

    @Test
    void oneThatHasNotAskedSinceItRunsHasAWhileForIt() {
        for (var earlier : new Instant[] {NOON.minusSeconds(1), NOON.minusSeconds(90_000)}) {
            assertThat(heard(Optional.of(earlier), NOON.plusSeconds(300)).status())
                    .contains("initializing");
            assertThat(heard(Optional.of(earlier), NOON.plusSeconds(301)).status())
                    .contains("impaired");
        }
        assertThat(heard(Optional.empty(), NOON.plusSeconds(1)).status()).contains("initializing");
    }

    @Test
    void whatIsNoHostIsAlwaysReachedAndWhatDoesNotRunIsNotAskedAbout() {
        var silent = new Reachability(id -> Optional.empty());
        assertThat(silent.of(instance(HostKind.SIMULATED, State.RUNNING), NOON.plusSeconds(90_000))
                        .status())
                .contains("ok");
        for (var state : new State[] {State.PENDING, State.STOPPED, State.TERMINATED}) {
            assertThat(silent.of(instance(HostKind.OWN, state), NOON).status()).contains("not-applicable");
        }
    }
}
