// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.aws;
import static dev.portcullis.conformance.Policies.trust;
import static dev.portcullis.conformance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.User;

/** What outlives the process, and what outlives time. */
class LostAndRestoredTest {
    private static final Duration LATER = Duration.ofMinutes(61);

    @TempDir
    private Path directory;

    @Test
    void everyChangeOutlivesASigkillRightAfterItsAnswer() {
        try (var server = ShippedServer.start(directory);
                var iam = server.root().iam()) {
            var kim = server.root().newUser("kim");
            server.kill();
            server.restart();
            assertThat(kim.arn()).endsWith(":user/kim");
            List<Consumer<IamClient>> changes = List.of(
                    client -> server.root().letUser("kim", "look", allow("iam:ListUsers")),
                    client -> client.createGroup(request -> request.groupName("kims")),
                    client -> client.addUserToGroup(
                            request -> request.groupName("kims").userName("kim")),
                    client -> client.updateAccessKey(request -> request.userName("kim")
                            .accessKeyId(kim.credentials().accessKeyId())
                            .status(StatusType.INACTIVE)));
            for (var change : changes) {
                change.accept(iam);
                server.kill();
                server.restart();
            }

            assertThat(iam.getUserPolicy(request -> request.userName("kim").policyName("look"))
                            .policyDocument())
                    .contains("ListUsers");
            assertThat(iam.getGroup(request -> request.groupName("kims")).users())
                    .singleElement()
                    .satisfies(user -> assertThat(user.userName()).isEqualTo("kim"));
            assertRefused(kim::arn, "InvalidClientTokenId");
        }
    }

    @Test
    void sessionsOutliveARestartButNotTheirTime() {
        try (var server = ShippedServer.start(directory)) {
            var user = server.root().newUser("timed");
            server.root().letUser("timed", "assume", allow("sts:AssumeRole"));
            var role = RolesTest.role(server.root(), "hourly", trust(aws(user.arn())), allow("iam:ListUsers"));
            var session = user.assume(role, "work");
            server.kill();
            server.restart();
            assertThat(session.arn()).endsWith(":assumed-role/hourly/work");

            assertThat(server.terminate()).isZero();
            server.restartLater(LATER);

            var clock = ShippedServer.clock(LATER);
            assertThat(AwsCli.FIRST_ON_PATH
                            .run(server, session.credentials(), clock, "sts", "get-caller-identity")
                            .failed())
                    .contains("(ExpiredToken) when calling the GetCallerIdentity operation");
            assertThat(AwsCli.DEBIAN
                            .run(server, user.credentials(), clock, "sts", "get-caller-identity", "--query", "Arn")
                            .succeeded())
                    .endsWith(":user/timed");
        }
    }

    @Test
    void afterTheLossOfTheDataDirectoryABackupBringsKeysAndRunningSessionsBack() throws IOException {
        try (var server = ShippedServer.start(directory)) {
            var root = server.root();
            var user = root.newUser("restored");
            root.letUser("restored", "assume", allow("sts:AssumeRole"));
            var session = user.assume(
                    RolesTest.role(root, "restored", trust(aws(user.arn())), allow("iam:ListGroups")), "work");
            var backup = directory.resolve("backup");
            server.launcher("backup", backup.toString()).succeeded();
            root.newUser("made-after-the-backup");
            server.kill();
            Directories.delete(server.data());

            server.launcher("restore", backup.toString()).succeeded();
            server.launcher("recover-root").succeeded();
            server.restart();

            assertThat(user.arn()).endsWith(":user/restored");
            assertThat(session.arn()).endsWith(":assumed-role/restored/work");
            try (var groups = session.iam();
                    var all = root.iam()) {
                assertThatCode(groups::listGroups).doesNotThrowAnyException();
                assertThat(all.listUsers().users()).extracting(User::userName).containsExactly("restored");
            }
            assertThat(server.rootKey().accessKeyId())
                    .as("the recovered root access key")
                    .isNotEqualTo(root.credentials().accessKeyId());
            assertThat(server.root().arn()).isEqualTo(root.arn());
            assertThat(server.launcher("restore", backup.toString()).failed()).contains("is not empty");
        }
    }

    @Test
    void anotherAccountIsMadeWithTheLauncher() {
        try (var server = ShippedServer.start(directory)) {
            var csv = server.launcher("account", "create", "--name", "second", "--email", "second@accounts.example")
                    .succeeded()
                    .lines()
                    .toList();
            var row = csv.getLast().split(",", -1);
            var second = server.root().with(AwsBasicCredentials.create(row[1], row[2]));

            assertThat(second.arn())
                    .endsWith(":root")
                    .isNotEqualTo(server.root().arn());
        }
    }
}
