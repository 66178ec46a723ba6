// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.secrets.RandomSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as an operator meets it: exit status, what it says, and what it opens. */
class MainTest {
    @TempDir
    private Path directory;

    @Test
    void sigtermEndsItWithStatusZero() throws Exception {
        try (var server = ServerProcess.serve(directory)) {
            assertThat(server.terminate()).as(server.stderr()).isZero();
            assertThat(server.stderr().lines()).allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
            assertThat(server.stderr()).contains("\"message\":\"Stopped\"");
        }
    }

    @Test
    void abuseCase45NothingTheServerSaysHoldsASecret() throws Exception {
        try (var server = ServerProcess.serve(directory, "--log-level", "debug")) {
            var secret = Files.readAllLines(directory.resolve("data/root-credentials.csv"))
                    .getLast()
                    .split(",", -1)[2];
            var masterKey =
                    Files.readAllLines(directory.resolve("data-master.key")).getLast();
            var said = server.askAll("GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    + server.askAll("GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    + server.askAll("GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    + server.askAll("GET /?X-Amz-Security-Token=" + secret + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
            server.terminate();

            assertThat(secret).hasSizeGreaterThanOrEqualTo(40);
            assertThat(said + server.stdout() + server.stderr())
                    .contains("portcullis")
                    .doesNotContain(secret, masterKey);
        }
    }

    @Test
    void theMasterKeyOfTheEnvironmentOpensTheDataAgainAndIsNowhereElse() throws Exception {
        var key = "pmk1_"
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(RandomSource.secure().bytes(32));
        for (int start = 0; start < 2; start++) {
            Files.deleteIfExists(directory.resolve("data/endpoint"));
            try (var server =
                    ServerProcess.serve(Map.of("PORTCULLIS_MASTER_KEY", key), directory, "--log-level", "debug")) {
                assertThat(server.terminate()).isZero();
                assertThat(server.stdout() + server.stderr())
                        .contains("master key   the environment variable PORTCULLIS_MASTER_KEY")
                        .doesNotContain(key.substring(5));
            }
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(key.substring(5));
            }
        }
        try (var keyless = ServerProcess.run(directory, "serve", "--data-dir", "data", "--listen", "127.0.0.1:0")) {
            assertThat(keyless.exitStatus()).isEqualTo(1);
            assertThat(keyless.stderr()).contains("holds data, but the master key file");
        }
    }

    @Test
    void settingsThatWillNotDoStopItWithAllTheReasons() throws Exception {
        try (var server = ServerProcess.run(directory, "serve", "--listen", "0.0.0.0:0", "--tls-cert", "c")) {
            assertThat(server.exitStatus()).isEqualTo(2);
            assertThat(server.stderr())
                    .contains("portcullis: tls-cert and tls-key belong together")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void thePasswordForTheMailServerIsReadFromAFileOfTheOwnersAlone() throws Exception {
        var file = Files.writeString(directory.resolve("mail-password"), "mail-server-pass\n");
        var settings = new String[] {
            "--mail-server", "smtp.example.com:587",
            "--mail-from", "iam@example.com",
            "--mail-user", "iam",
            "--mail-password-file", file.toString(),
            "--public-url", "https://iam.example.com",
            "--mail-secrets", "all"
        };
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var refused = Files.createDirectory(directory.resolve("refused"));
        var words = Stream.concat(Stream.of("serve", "--data-dir", "data"), Arrays.stream(settings));
        try (var server = ServerProcess.run(refused, words.toArray(String[]::new))) {
            assertThat(server.exitStatus()).isEqualTo(1);
            assertThat(server.stderr()).contains("chmod 600 " + file).doesNotContain("mail-server-pass", "\tat ");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (var server = ServerProcess.serve(directory, settings)) {
            assertThat(server.terminate()).as(server.stderr()).isZero();
            assertThat(server.stdout() + server.stderr()).doesNotContain("mail-server-pass");
        }
    }

    @Test
    void anUnknownCommandIsRefused() throws Exception {
        try (var server = ServerProcess.run(directory, "server")) {
            assertThat(server.exitStatus()).isEqualTo(2);
            assertThat(server.stderr()).contains("Unknown command server.");
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInOneSentence() throws Exception {
        Files.createDirectory(directory.resolve("second"));
        try (var first = ServerProcess.serve(directory);
                var second = ServerProcess.run(
                        directory.resolve("second"),
                        "serve",
                        "--data-dir",
                        "data",
                        "--listen",
                        "127.0.0.1:" + first.port())) {
            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.stderr())
                    .startsWith("portcullis: ")
                    .contains("127.0.0.1:" + first.port())
                    .doesNotContain("\tat ");
        }
    }

    /** A second port without authentication is how others were opened; there is none, whatever it might speak. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void abuseCase18OnePortIsOpenAndOnLoopbackOnly() throws Exception {
        try (var server = ServerProcess.serve(directory)) {
            var own = socketsOf(server.pid());
            var listening = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                    .map(Path::of)
                    .filter(Files::exists)
                    .flatMap(MainTest::lines)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > 9 && fields[3].equals("0A") && own.contains(fields[9]))
                    .map(fields -> fields[1])
                    .toList();

            assertThat(listening).singleElement().asString().endsWith(":%04X".formatted(server.port()));
            assertThat(listening.getFirst()).matches("(0{24}|0000000000000000FFFF0000)?0100007F:.*");
        }
    }

    private static Set<String> socketsOf(long pid) throws IOException {
        try (var files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.map(MainTest::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
