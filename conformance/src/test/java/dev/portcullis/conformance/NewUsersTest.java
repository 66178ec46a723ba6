// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.document;
import static dev.portcullis.conformance.Refusals.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;

@ExtendWith(OneServer.class)
class NewUsersTest {
    private static final int MANY = 100;

    @ParameterizedTest
    @EnumSource
    void aNewUserMayDoNothingAndInAGroupExactlyWhatItsPolicySays(AwsCli cli, ShippedServer server) {
        var root = server.root();
        var name = "nora-" + cli.name().toLowerCase(Locale.ROOT);
        root.cli(cli, "iam", "create-user", "--user-name", name).succeeded();
        var key = root.cli(
                        cli,
                        "iam",
                        "create-access-key",
                        "--user-name",
                        name,
                        "--query",
                        "AccessKey.[AccessKeyId,SecretAccessKey]")
                .succeeded()
                .split("\\s+", -1);
        var nora = root.with(AwsBasicCredentials.create(key[0], key[1]));

        assertThat(nora.cli(cli, "iam", "list-users").failed())
                .contains("(AccessDenied) when calling the ListUsers operation")
                .contains("User: arn:aws:iam::" + root.account() + ":user/" + name
                        + " is not authorized to perform: iam:ListUsers on resource: ")
                .contains("because no identity-based policy allows the iam:ListUsers action");

        var group = "lookers-" + name;
        root.cli(cli, "iam", "create-group", "--group-name", group).succeeded();
        root.cli(
                        cli,
                        "iam",
                        "put-group-policy",
                        "--group-name",
                        group,
                        "--policy-name",
                        "look",
                        "--policy-document",
                        document(allow("iam:ListUsers")))
                .succeeded();
        root.cli(cli, "iam", "add-user-to-group", "--group-name", group, "--user-name", name)
                .succeeded();

        assertThat(nora.cli(cli, "iam", "list-users", "--query", "Users[].UserName")
                        .succeeded())
                .contains(name);
        assertThat(nora.cli(cli, "iam", "list-groups").failed()).contains("iam:ListGroups");
    }

    @Test
    void anEditOfOnePolicyReachesAHundredUsersOnTheirNextCall(ShippedServer server) {
        try (var iam = server.root().iam()) {
            iam.createGroup(request -> request.groupName("hundred"));
            var policy = iam.createPolicy(
                            request -> request.policyName("hundred").policyDocument(document(allow("iam:ListUsers"))))
                    .policy()
                    .arn();
            iam.attachGroupPolicy(request -> request.groupName("hundred").policyArn(policy));
            var users = hundred(server, iam);
            try {
                for (var user : users) {
                    assertThatCode(user::listUsers).doesNotThrowAnyException();
                    assertDenied(user::listGroups, "iam:ListGroups");
                }

                iam.createPolicyVersion(request -> request.policyArn(policy)
                        .policyDocument(document(allow("iam:ListGroups")))
                        .setAsDefault(true));

                for (var user : users) {
                    assertDenied(user::listUsers, "iam:ListUsers");
                    assertThatCode(user::listGroups).doesNotThrowAnyException();
                }
            } finally {
                users.forEach(IamClient::close);
            }
        }
    }

    private static List<IamClient> hundred(ShippedServer server, IamClient iam) {
        var users = new ArrayList<IamClient>();
        for (int i = 0; i < MANY; i++) {
            var name = "one-of-many-" + i;
            users.add(server.root().newUser(name).iam());
            iam.addUserToGroup(request -> request.groupName("hundred").userName(name));
        }
        return users;
    }
}
