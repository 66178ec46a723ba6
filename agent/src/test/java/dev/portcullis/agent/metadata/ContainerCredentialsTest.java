// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import static dev.portcullis.agent.server.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.agent.http.HttpEndpoint;
import dev.portcullis.agent.http.HttpEndpoint.Limits;
import dev.portcullis.agent.http.Peers;
import dev.portcullis.agent.http.Wire;
import dev.portcullis.agent.http.Wire.Answer;
import dev.portcullis.agent.metadata.Knowledge.RoleState;
import dev.portcullis.agent.server.Facts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerCredentialsTest {
    private final AtomicReference<Optional<Knowledge>> known = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("token");
    }

    private void learn(RoleState role) {
        known.set(Optional.of(new Knowledge(Facts.instance("1", "web"), role, NOW, NOW.plus(Duration.ofHours(24)))));
    }

    private Answer ask(String path, String... headers) throws IOException {
        try (var endpoint = HttpEndpoint.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Set.of(),
                new Peers(List.of()),
                Limits.STANDARD,
                new ContainerCredentials(known::get, now::get, file()))) {
            var all = new String[headers.length + 1];
            all[0] = "Host: 127.0.0.1";
            System.arraycopy(headers, 0, all, 1, headers.length);
            return Wire.ask(endpoint.address(), "GET", path, all).orElseThrow();
        }
    }

    private String authorization() throws IOException {
        return "Authorization: " + Files.readString(file()).strip();
    }

    @Test
    void whoShowsTheTokenGetsTheCredentials() throws IOException {
        ContainerTokenFile.prepare(file());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        learn(new RoleState.Available(Facts.roleCredentials("web", "ASIAWEB1", NOW)));

        assertThat(ask(ContainerCredentials.PATH, authorization()).body()).isEqualTo("""
                {
                  "AccessKeyId" : "ASIAWEB1",
                  "SecretAccessKey" : "secret/of+ASIAWEB1",
                  "Token" : "token-of-ASIAWEB1",
                  "Expiration" : "2026-11-22T12:20:00Z",
                  "RoleArn" : "arn:aws:iam::123456789012:role/web",
                  "AccountId" : "123456789012"
                }""");
    }

    @Test
    void nobodyElseDoes() throws IOException {
        ContainerTokenFile.prepare(file());
        learn(new RoleState.Available(Facts.roleCredentials("web", "ASIAWEB1", NOW)));
        var right = authorization();

        assertThat(ask(ContainerCredentials.PATH).status()).isEqualTo(401);
        for (var wrong :
                List.of("Authorization:", "Authorization: x", right + "x", right.substring(0, right.length() - 1))) {
            assertThat(ask(ContainerCredentials.PATH, wrong).status()).as(wrong).isEqualTo(401);
            assertThat(ask("/other", wrong).status()).as("%s elsewhere", wrong).isEqualTo(401);
        }
        assertThat(ask("/other", right).status()).isEqualTo(404);
        assertThat(ask(ContainerCredentials.PATH, right, "X-Forwarded-For: 203.0.113.9")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aNewTokenCountsAtOnceAndNoneIfItIsNoSecret() throws IOException {
        ContainerTokenFile.prepare(file());
        learn(new RoleState.Available(Facts.roleCredentials("web", "ASIAWEB1", NOW)));
        var old = authorization();

        Files.writeString(file(), "another-token-of-32-characters--\n");
        assertThat(ask(ContainerCredentials.PATH, old).status()).isEqualTo(401);
        assertThat(ask(ContainerCredentials.PATH, authorization()).status()).isEqualTo(200);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ask(ContainerCredentials.PATH, authorization()).status()).isEqualTo(401);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(ask(ContainerCredentials.PATH, authorization()).status()).isEqualTo(200);
        Files.writeString(file(), "short");
        assertThat(ask(ContainerCredentials.PATH, "Authorization: short").status())
                .isEqualTo(401);
        assertThatThrownBy(() -> ContainerTokenFile.prepare(file())).hasMessageContaining("less than 16 characters");
        Files.delete(file());
        assertThat(ask(ContainerCredentials.PATH, "Authorization:").status()).isEqualTo(401);
    }

    @Test
    void whatCannotBeGivenIsExplained() throws IOException {
        ContainerTokenFile.prepare(file());

        assertThat(ask(ContainerCredentials.PATH, authorization()).status()).isEqualTo(503);
        learn(new RoleState.NotAssumable("The role does not trust EC2."));
        assertThat(ask(ContainerCredentials.PATH, authorization()).body()).contains("does not trust EC2");
        learn(new RoleState.Unavailable());
        assertThat(ask(ContainerCredentials.PATH, authorization()).status()).isEqualTo(503);
        learn(new RoleState.Available(Facts.roleCredentials("web", "ASIAWEB1", NOW)));
        now.set(NOW.plus(Duration.ofHours(6)));
        assertThat(ask(ContainerCredentials.PATH, authorization()).status()).isEqualTo(503);
        known.set(Optional.of(new Knowledge(
                Facts.instance("1", Facts.STANDARD, Optional.empty(), Optional.empty()),
                new RoleState.None(),
                NOW,
                NOW.plus(Duration.ofHours(24)))));
        assertThat(ask(ContainerCredentials.PATH, authorization()).status()).isEqualTo(404);
    }
}
