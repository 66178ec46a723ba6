// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.model.StatusType;

@ExtendWith(OneServer.class)
class AccessKeysTest {
    @ParameterizedTest
    @EnumSource
    void aKeyIsRotatedWhileBothWork(AwsCli cli, ShippedServer server) {
        var root = server.root();
        var name = "rotating-" + cli.name().toLowerCase(Locale.ROOT);
        var before = root.newUser(name);
        var words = root.cli(
                        cli,
                        "iam",
                        "create-access-key",
                        "--user-name",
                        name,
                        "--query",
                        "AccessKey.[AccessKeyId,SecretAccessKey]")
                .succeeded()
                .split("\\s+", -1);
        var after = root.with(AwsBasicCredentials.create(words[0], words[1]));
        assertThat(before.arn()).isEqualTo(after.arn());

        var oldKey = before.credentials().accessKeyId();
        root.cli(
                        cli,
                        "iam",
                        "update-access-key",
                        "--user-name",
                        name,
                        "--access-key-id",
                        oldKey,
                        "--status",
                        "Inactive")
                .succeeded();
        assertThat(before.cli(cli, "sts", "get-caller-identity").failed()).contains("InvalidClientTokenId");
        assertThatCode(after::arn).doesNotThrowAnyException();

        root.cli(cli, "iam", "delete-access-key", "--user-name", name, "--access-key-id", oldKey)
                .succeeded();
        assertThat(root.cli(
                                cli,
                                "iam",
                                "list-access-keys",
                                "--user-name",
                                name,
                                "--query",
                                "AccessKeyMetadata[].AccessKeyId")
                        .succeeded())
                .isEqualTo(words[0]);
    }

    @Test
    void aKeyIsRefusedOnTheNextCallAfterItBecomesInactiveAndWorksOnceItIsActiveAgain(ShippedServer server) {
        var user = server.root().newUser("sometimes");
        try (var iam = server.root().iam();
                var sts = user.sts()) {
            for (int round = 0; round < 20; round++) {
                assertThatCode(sts::getCallerIdentity).doesNotThrowAnyException();
                iam.updateAccessKey(request -> request.userName("sometimes")
                        .accessKeyId(user.credentials().accessKeyId())
                        .status(StatusType.INACTIVE));
                assertRefused(sts::getCallerIdentity, "InvalidClientTokenId");
                iam.updateAccessKey(request -> request.userName("sometimes")
                        .accessKeyId(user.credentials().accessKeyId())
                        .status(StatusType.ACTIVE));
            }
        }
    }

    @Test
    void aUserHasTwoKeysAtMost(ShippedServer server) {
        server.root().newUser("two-keys");
        try (var iam = server.root().iam()) {
            iam.createAccessKey(request -> request.userName("two-keys"));
            assertRefused(() -> iam.createAccessKey(request -> request.userName("two-keys")), "LimitExceeded");
        }
    }
}
