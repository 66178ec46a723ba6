// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands, as processes. */
class CommandsTest {
    @TempDir
    private Path directory;

    private int commands;

    private record Ended(int status, String out, String err) {}

    /** Runs a command in a directory of its own, on the data in {@code data}. */
    private Ended run(Path data, String... words) throws Exception {
        var own = Files.createDirectory(directory.resolve("command-" + commands++));
        var all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of(
                "--data-dir", data.toString(), "--master-key-file", masterKey().toString()));
        try (var process = ServerProcess.run(own, all.toArray(String[]::new))) {
            return new Ended(process.exitStatus(), process.stdout(), process.stderr());
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path masterKey() {
        return directory.resolve("data-master.key");
    }

    private ServerProcess serve() throws Exception {
        Files.deleteIfExists(
                data().resolve("endpoint")); // of the server before, which would be taken for the new one's
        return ServerProcess.serve(directory, "--master-key-file", masterKey().toString());
    }

    @Test
    void dataAreBackedUpLostAndRestored() throws Exception {
        var online = directory.resolve("online.backup");
        var offline = directory.resolve("offline.backup");
        try (var server = serve()) {
            var made = run(data(), "account", "create", "--name", "member", "--email", "member@example.com");
            assertThat(made.status()).as(made.err()).isZero();
            assertThat(made.out()).matches("User name,Access key ID,Secret access key\nroot,AKIA[A-Z2-7]{16},.{40}\n");
            assertThat(made.err()).containsPattern("Account [0-9]{12} was created");

            var backedUp = run(data(), "backup", online.toString());
            assertThat(backedUp.status()).as(backedUp.err()).isZero();
            assertThat(backedUp.out()).matches("[0-9a-f]{64}  .*online.backup\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(online)))
                    .isEqualTo("rw-------");
            assertThat(data().resolve("backups")).isEmptyDirectory();
            assertThat(run(data(), "backup", online.toString()).err()).contains("exists already");
            assertThat(run(data(), "recover-root").err()).contains("is in use by process " + server.pid());
            assertThat(server.terminate()).isZero();
        }
        assertThat(run(data(), "backup", offline.toString()).status()).isZero();
        assertThat(run(data(), "restore", online.toString()).err()).contains("is not empty");

        var rootKey = Files.readString(data().resolve("root-credentials.csv"));
        Files.move(data(), directory.resolve("lost"));
        var restored = run(data(), "restore", online.toString());
        assertThat(restored.status()).as(restored.err()).isZero();
        Files.writeString(data().resolve("root-credentials.csv"), rootKey);

        try (var server = serve()) {
            var again = run(data(), "account", "create", "--name", "member", "--email", "member@example.com");
            assertThat(again.status()).isEqualTo(1);
            assertThat(again.err())
                    .contains("EntityAlreadyExists: An account with root e-mail address member@example.com");
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void aBackupIsOfNoUseWithAnotherMasterKey() throws Exception {
        var file = directory.resolve("file.backup");
        try (var server = serve()) {
            assertThat(server.terminate()).isZero();
        }
        assertThat(run(data(), "backup", file.toString()).status()).isZero();
        var other = Files.createDirectory(directory.resolve("other"));
        try (var server = ServerProcess.serve(other)) {
            assertThat(server.terminate()).isZero();
        }
        Files.move(masterKey(), directory.resolve("right.key"));
        Files.move(other.resolve("data-master.key"), masterKey());
        var empty = directory.resolve("empty");

        var refused = run(empty, "restore", file.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("This is not the master key of these data");
        assertThat(empty.resolve("store.db")).doesNotExist();
        Files.delete(masterKey());
        assertThat(run(empty, "restore", file.toString()).err()).contains("is missing");
        Files.move(directory.resolve("right.key"), masterKey());
        assertThat(run(empty, "restore", file.toString()).status()).isZero();
    }

    @Test
    void theRootUserIsRecoveredWithTheServerStopped() throws Exception {
        try (var server = serve()) {
            assertThat(server.terminate()).isZero();
        }
        var credentials = data().resolve("root-credentials.csv");
        Files.delete(credentials);

        var recovered = run(data(), "recover-root");

        assertThat(recovered.status()).as(recovered.err()).isZero();
        assertThat(recovered.err()).contains("Its other access keys still count as before: AKIA");
        assertThat(recovered.out()).isEqualTo(credentials + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)))
                .isEqualTo("rw-------");
        assertThat(run(data(), "recover-root").err()).contains("two access keys already", "--replace");
        assertThat(run(data(), "recover-root", "--replace").err()).contains("Deleted: AKIA");
        try (var server = serve()) {
            assertThat(run(data(), "account", "create", "--name", "member", "--email", "m@example.com")
                            .status())
                    .isZero();
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void aLostRootPasswordIsReplacedByALinkThatTheNextStartPrints() throws Exception {
        try (var server = serve()) {
            var link = link(server);
            assertThat(server.terminate()).isZero();
            assertThat(linkIn(server.stdout())).isEqualTo(link);
        }
        var file = data().resolve("root-setup-" + account());
        var first = Files.readString(file);
        assertThat(run(data(), "recover-root", "--remove-mfa").err()).contains("goes with --password");
        assertThat(run(data(), "recover-root", "--password", "--replace").err())
                .contains("--replace is about access keys");

        var recovered = run(data(), "recover-root", "--password", "--remove-mfa");

        assertThat(recovered.status()).as(recovered.err()).isZero();
        assertThat(recovered.out()).isEqualTo(file + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(recovered.err())
                .contains(file.toString())
                .doesNotContain(Files.readString(file).strip());
        try (var server = serve()) {
            var link = link(server);
            assertThat(post(link.substring(0, link.indexOf('#') + 1) + first.strip()))
                    .isEqualTo(403);
            assertThat(post(link)).isEqualTo(200);
            assertThat(post(link)).isEqualTo(403);
            assertThat(server.terminate()).isZero();
            assertThat(linkIn(server.stdout())).isEqualTo(link);
        }
        try (var server = serve()) {
            assertThat(server.terminate()).isZero();
            assertThat(server.stdout()).doesNotContain("root-setup");
        }
    }

    /** The first account's number. */
    private String account() throws IOException {
        try (var files = Files.list(data())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("root-setup-"))
                    .map(name -> name.substring("root-setup-".length()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String link(ServerProcess server) throws IOException {
        var token = Files.readString(data().resolve("root-setup-" + account())).strip();
        return "http://localhost:" + server.port() + "/signin/root-setup#" + token;
    }

    private static String linkIn(String banner) {
        var found = Pattern.compile("once: (\\S+)").matcher(banner);
        assertThat(found.find()).as(banner).isTrue();
        return found.group(1);
    }

    private static int post(String link) throws Exception {
        var form = "token=" + link.substring(link.indexOf('#') + 1) + "&password=Correct+horse+7&again=Correct+horse+7";
        var request = HttpRequest.newBuilder(URI.create(link.substring(0, link.indexOf('#'))))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void whatCannotBeUnderstoodOrDoneIsSaidInOneSentence() throws Exception {
        assertThat(run(data(), "account", "remove").status()).isEqualTo(2);
        assertThat(run(data(), "account", "create", "--name", "n").err())
                .isEqualTo("portcullis: account create: --email is needed.\n");
        assertThat(run(data(), "backup", "file", "--force").err())
                .isEqualTo("portcullis: backup: there is no flag --force.\n");
        assertThat(run(data(), "backup", "file").err()).startsWith("portcullis: There are no data in ");
        assertThat(run(data(), "recover-root").err()).startsWith("portcullis: There are no data in ");
        assertThat(data()).doesNotExist();
    }

    @Test
    void nobodyIsCalledInPlaceOfAServerThatWasKilled() throws Exception {
        try (var server = serve();
                var successor = new ServerSocket()) {
            int port = server.port();
            assertThat(data().resolve("endpoint")).exists();
            server.kill();
            successor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            successor.setSoTimeout(1);

            var refused = run(data(), "account", "create", "--name", "member", "--email", "member@example.com");
            var backedUp = run(data(), "backup", directory.resolve("all.backup").toString());

            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("No server runs on the data directory " + data());
            assertThat(backedUp.status()).as(backedUp.err()).isZero(); // from the files
            assertThatThrownBy(successor::accept).isInstanceOf(SocketTimeoutException.class); // nobody called
        }
    }

    @Test
    void aServerThatStopsTakesItsEndpointAway() throws Exception {
        try (var server = serve()) {
            assertThat(server.terminate()).isZero();
        }

        assertThat(data().resolve("endpoint")).doesNotExist();
    }
}
