// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import static dev.portcullis.agent.server.Facts.NOW;
import static dev.portcullis.agent.server.Facts.PROFILE;
import static dev.portcullis.agent.server.Facts.STANDARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.agent.metadata.Knowledge;
import dev.portcullis.agent.metadata.Knowledge.RoleState;
import dev.portcullis.agent.server.Facts;
import dev.portcullis.agent.server.PortcullisServer.Refused;
import dev.portcullis.agent.server.RoleCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeeperTest {
    private static final Duration POLL = Duration.ofSeconds(10);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final FakeServer server = new FakeServer(now::get);

    @TempDir
    private Path directory;

    private StateDirectory state;
    private Keeper keeper;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("join-token"), FakeServer.TOKEN + "\n");
        state = StateDirectory.open(directory.resolve("state"));
        keeper = keeper(new Joining.Token(directory.resolve("join-token")));
    }

    @AfterEach
    void stop() throws IOException {
        state.close();
    }

    private Keeper keeper(Joining joining) throws IOException {
        return new Keeper(server, state, state.read(), joining, now::get, new Random(1), POLL);
    }

    private Keeper restarted() throws IOException {
        return keeper(new Joining.Never());
    }

    private void later(Duration duration) {
        now.set(now.get().plus(duration));
    }

    private RoleCredentials credentials() {
        return keeper.known()
                .map(Knowledge::role)
                .map(RoleState.Available.class::cast)
                .orElseThrow()
                .credentials();
    }

    @Test
    void nothingIsKnownBeforeTheFirstStepAndThenAllIs() throws IOException {
        assertThat(keeper.known()).isEmpty();

        assertThat(keeper.step()).isEqualTo(POLL);
        assertThat(server.calls).containsExactly("join", "look", "credentials");
        assertThat(keeper.known().orElseThrow().instance()).isEqualTo(server.instance);
        assertThat(credentials().roleName()).isEqualTo("web");
        assertThat(keeper.known().orElseThrow().until()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    }

    @Test
    void aRestartedAgentNeedsNoToken() throws IOException {
        keeper.step();
        server.calls.clear();
        keeper = restarted();
        assertThat(keeper.known()).isEmpty();
        keeper.step();

        assertThat(server.calls).containsExactly("look", "credentials");
        assertThat(credentials().accessKeyId()).isEqualTo("ASIA2");
    }

    @Test
    void aTokenThatDoesNotCountEndsTheAgent() throws IOException {
        Files.writeString(directory.resolve("join-token"), "other");
        assertThatThrownBy(keeper::step).isInstanceOf(IOException.class).hasMessageContaining("InvalidJoinToken");
        assertThat(keeper.known()).isEmpty();
        assertThatThrownBy(() -> restarted().step()).hasMessageContaining("--join-token-file");
        Files.writeString(directory.resolve("join-token"), " \n");
        assertThatThrownBy(keeper::step).hasMessageContaining("no token in");
    }

    @Test
    void anAgentWaitsForAServerThatIsNotThereYet() throws IOException {
        server.isDown = true;
        var waits = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            var wait = keeper.step();
            assertThat(wait).isBetween(Duration.ofMillis(250), Duration.ofSeconds(30));
            waits = wait;
        }
        assertThat(waits).as("longer and longer").isGreaterThanOrEqualTo(Duration.ofSeconds(15));
        server.isDown = false;
        keeper.step();
        assertThat(credentials().roleName()).isEqualTo("web");
    }

    @Test
    void whileNothingChangesOnlyTheRevisionIsAskedFor() throws IOException {
        keeper.step();
        server.calls.clear();
        later(POLL);
        keeper.step();
        later(POLL);
        keeper.step();

        assertThat(server.calls).containsExactly("look", "look");
        assertThat(credentials().accessKeyId()).isEqualTo("ASIA1");
    }

    @Test
    void credentialsAreReplacedAboutAnHourBeforeTheyExpire() throws IOException {
        keeper.step();
        later(Duration.ofHours(4).plusMinutes(23)); // a tenth of their life sooner at the most
        keeper.step();
        assertThat(credentials().accessKeyId()).isEqualTo("ASIA1");
        later(Duration.ofMinutes(37));
        keeper.step();
        assertThat(credentials().accessKeyId()).isEqualTo("ASIA2");
    }

    @Test
    void theIdentityIsRenewedAtHalfLifeAndKept() throws IOException {
        keeper.step();
        later(Duration.ofHours(12).minusMillis(1));
        keeper.step();
        assertThat(server.calls).doesNotContain("renew");
        later(Duration.ofMillis(1));
        keeper.step();
        assertThat(server.calls).contains("renew");
        assertThat(keeper.known().orElseThrow().until()).isEqualTo(NOW.plus(Duration.ofHours(36)));
        assertThat(state.read().orElseThrow().credentials().expiration()).isEqualTo(NOW.plus(Duration.ofHours(36)));
        assertThat(Files.exists(directory.resolve("state/identity.new"))).isFalse();
    }

    @Test
    void anotherRoleCountsAtTheNextLook() throws IOException {
        keeper.step();
        server.change(Facts.instance("2", "admin"));
        later(POLL);
        keeper.step();

        assertThat(credentials().roleName()).isEqualTo("admin");
        assertThat(credentials().accessKeyId()).isEqualTo("ASIA2");
    }

    @Test
    void theOldRoleIsForgottenEvenIfTheNewOneGivesNoCredentials() throws IOException {
        keeper.step();
        server.change(Facts.instance("2", "admin"));
        server.credentialsRefusal = new Refused("InstanceRoleNotFound", "The role admin does not trust EC2.");
        later(POLL);
        keeper.step();
        assertThat(keeper.known().orElseThrow().role())
                .isEqualTo(new RoleState.NotAssumable("The role admin does not trust EC2."));

        server.credentialsRefusal = null; // its trust policy was mended, which changes nothing of the instance
        later(POLL);
        keeper.step();
        assertThat(credentials().roleName()).isEqualTo("admin");
    }

    @Test
    void aDetachedRoleIsForgottenAtOnce() throws IOException {
        keeper.step();
        server.change(Facts.instance("2", STANDARD, Optional.empty(), Optional.empty()));
        later(POLL);
        keeper.step();

        assertThat(keeper.known().orElseThrow().role()).isEqualTo(new RoleState.None());
    }

    @Test
    void aNewAssociationMeansNewCredentialsOfTheSameRole() throws IOException {
        keeper.step();
        server.change(Facts.instance("2", "web"));
        later(POLL);
        keeper.step();

        assertThat(credentials().accessKeyId()).isEqualTo("ASIA2");
    }

    @Test
    void aChangeBetweenTheLookAndTheCredentialsMixesNothing() throws IOException {
        server.role = "admin"; // replaced since the look
        assertThat(keeper.step()).isLessThan(Duration.ofSeconds(1));
        assertThat(keeper.known().orElseThrow().role()).isEqualTo(new RoleState.Unavailable());
        server.change(Facts.instance("2", "admin"));
        keeper.step();
        assertThat(credentials().roleName()).isEqualTo("admin");
    }

    @Test
    void anOutageChangesNothingOfWhatIsKnown() throws IOException {
        keeper.step();
        var before = keeper.known();
        server.isDown = true;
        for (int i = 0; i < 100; i++) {
            later(keeper.step());
            assertThat(keeper.known()).isEqualTo(before);
        }
        later(Duration.ofHours(5));
        keeper.step();
        assertThat(keeper.known()).as("expired or not is asked when it is told").isEqualTo(before);
        server.isDown = false;
        assertThat(keeper.step()).isEqualTo(POLL);
        assertThat(credentials().accessKeyId()).isEqualTo("ASIA2");
    }

    @Test
    void anOutageWhileTheRoleChangesLeavesNoCredentialsOfTheOldOne() throws IOException {
        keeper.step();
        server.change(Facts.instance("2", "admin"));
        server.credentialsRefusal = new Refused("InvalidInstanceState", "The instance is stopped.");
        later(POLL);
        keeper.step();

        assertThat(keeper.known().orElseThrow().role()).isEqualTo(new RoleState.Unavailable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidClientTokenId", "ExpiredToken", "AccessDenied"})
    void anAgentThatCountsNoMoreForgetsEverythingAndEnds(String code) throws IOException {
        keeper.step();
        server.refusal = new Refused(code, "The security token included in the request is invalid.");
        later(POLL);
        assertThat(keeper.step()).isZero();
        assertThat(keeper.known()).isEmpty();
        server.refusal = null;
        assertThatThrownBy(keeper::step).as("the token was spent").hasMessageContaining("InvalidJoinToken");
    }

    @Test
    void aClockThatIsWrongForgetsNothing() throws IOException {
        keeper.step();
        server.refusal = new Refused("SignatureDoesNotMatch", "Signature expired.");
        later(POLL);
        assertThat(keeper.step()).isPositive();
        assertThat(credentials().roleName()).isEqualTo("web");
        server.refusal = null;
        later(POLL);
        assertThat(keeper.step()).isEqualTo(POLL);
    }

    @Test
    void anAnswerAboutAnotherInstanceIsNotBelieved() throws IOException {
        var other = server.instance;
        server.instance = new dev.portcullis.agent.server.OwnInstance(
                "9",
                "i-ffffffffffffffff0",
                other.imageId(),
                other.instanceType(),
                other.accountId(),
                other.region(),
                other.availabilityZone(),
                other.state(),
                other.reservationId(),
                0,
                other.tags(),
                other.userData(),
                other.options(),
                Optional.of(PROFILE),
                Optional.of("web"),
                other.identity());
        keeper.step();
        assertThat(keeper.known()).isEmpty();
    }
}
