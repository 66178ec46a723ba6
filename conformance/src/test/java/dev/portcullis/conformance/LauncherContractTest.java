// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What scripts rely on when they start and stop the server. */
class LauncherContractTest {
    private static final String ACCOUNT = "210987654321";

    @TempDir
    private Path directory;

    @Test
    void aServerKeepsItsAccountOverRestartsAndSharesItsDataWithNobody() {
        try (var server = ShippedServer.start(directory, "--account-id", ACCOUNT)) {
            assertThat(server.root().arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");

            var second = ShippedServer.refusedStart(directory);
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err())
                    .startsWith("portcullis: ")
                    .contains(server.data().toString());
            assertThat(second.err().lines()).hasSize(1);

            assertThat(server.terminate()).isZero();
            var other = ShippedServer.refusedStart(directory, "--account-id", "111122223333");
            assertThat(other.status()).isEqualTo(1);
            assertThat(other.err()).contains("111122223333", ACCOUNT);

            server.restart(); // with --account-id again
            assertThat(server.root().account()).isEqualTo(ACCOUNT);
            server.kill();
            var dead = server.envCommand();
            assertThat(dead.status()).isEqualTo(1);
            assertThat(dead.out()).isEmpty();
            assertThat(dead.err()).contains("its port may be another program's");
            server.restart(); // no lock is left behind
            assertThat(server.get("/health/ready")).isEqualTo(200);
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void theRootAccessKeyIsAFileForItsOwnerThatTheAwsCliImports() throws IOException {
        try (var server = ShippedServer.start(directory)) {
            var csv = server.data().resolve("root-credentials.csv");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(csv)))
                    .isEqualTo("rw-------");
            assertThat(Files.readAllLines(csv).getFirst()).isEqualTo("User name,Access key ID,Secret access key");

            var profiles = Map.of(
                    "AWS_CONFIG_FILE", directory.resolve("config").toString(),
                    "AWS_SHARED_CREDENTIALS_FILE",
                            directory.resolve("credentials").toString());
            AwsCli.DEBIAN
                    .run(server, server.rootKey(), profiles, "configure", "import", "--csv", "file://" + csv)
                    .succeeded();
            assertThat(directory.resolve("credentials"))
                    .content()
                    .contains(
                            "[root]",
                            server.rootKey().accessKeyId(),
                            server.rootKey().secretAccessKey());
        }
    }

    @Test
    void theRootAccessKeyMayBeOnesOwn() throws IOException {
        var file = Files.writeString(
                directory.resolve("mine.csv"),
                "User name,Access key ID,Secret access key\r\nroot,AKIAIMPORTEDEXAMPLE7,wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\r\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (var server = ShippedServer.start(directory, "--root-access-key-file", file.toString())) {
            var mine = new Person(
                    server,
                    AwsBasicCredentials.create("AKIAIMPORTEDEXAMPLE7", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));

            assertThat(mine.arn()).endsWith(":root");
            assertThat(mine.newUser("made-by-imported-key").arn()).endsWith(":user/made-by-imported-key");
        }
    }

    @Test
    void aCopiedDataDirectoryRevealsNoSecret() throws IOException {
        try (var server = ShippedServer.start(directory)) {
            var user = server.root().newUser("secretive");
            try (var sts = user.sts()) {
                var session = Person.session(sts.getSessionToken().credentials());
                assertThat(user.with(session).arn()).endsWith(":user/secretive");
                assertRefused(
                        user.with(AwsBasicCredentials.create(user.credentials().accessKeyId(), "guessed"))::arn,
                        "SignatureDoesNotMatch");

                var secrets = new ArrayList<>(secretsOf(user.credentials()));
                secrets.addAll(secretsOf(session));
                assertThat(filesThatHold(secrets)).isEmpty();
                server.kill();
                assertThat(filesThatHold(secrets)).isEmpty();
                assertThat(filesThatHold(secretsOf(server.rootKey())))
                        .as("only the file that hands the root access key over holds it")
                        .containsExactly(server.data().resolve("root-credentials.csv"));
            }
        }
    }

    private static List<String> secretsOf(AwsCredentials credentials) {
        return credentials instanceof AwsSessionCredentials session
                ? List.of(session.secretAccessKey(), session.sessionToken())
                : List.of(credentials.secretAccessKey());
    }

    /** Files of the data directory, and of what the server printed, with one of these texts in them. */
    private List<Path> filesThatHold(List<String> secrets) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (secrets.stream().anyMatch(content::contains)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
