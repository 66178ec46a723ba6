// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import static dev.portcullis.server.Documents.allow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

class AccountsHandlersTest {
    private static TestServer server;
    private static PortcullisClient root;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        root = new PortcullisClient(server.endpoint(), server.root());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAccountComesWithARootKeyThatRulesItAndNothingElse() {
        var made = root.call(
                "CreateAccount",
                Map.of("AccountName", "team", "Email", "team@example.com", "AccountId", "222233334444"));
        var key = AwsBasicCredentials.create(made.text("AccessKeyId"), made.text("SecretAccessKey"));

        assertThat(server.sts(key).getCallerIdentity().arn()).isEqualTo("arn:aws:iam::222233334444:root");
        server.iam(key).createUser(request -> request.userName("theirs"));
        assertThat(server.iam(key).listUsers().users()).hasSize(1);
        assertThat(server.iam().listUsers().users())
                .noneMatch(user -> user.userName().equals("theirs"));
        assertThat(root.call("ListAccounts", Map.of()).texts("AccountId")).contains("222233334444", TestServer.ACCOUNT);
    }

    @Test
    void numbersAreDrawnWhenNotGiven() {
        var made = root.call("CreateAccount", Map.of("AccountName", "drawn", "Email", "drawn@example.com"));

        assertThat(made.text("AccountId")).matches("[1-9][0-9]{11}");
        assertThat(made.text("IsManagementAccount")).isEqualTo("false");
    }

    @Test
    void numbersAndAddressesAreUnique() {
        root.call(
                "CreateAccount",
                Map.of("AccountName", "first", "Email", "first@example.com", "AccountId", "555566667777"));

        assertThat(root.refused(
                        "CreateAccount",
                        Map.of("AccountName", "second", "Email", "second@example.com", "AccountId", "555566667777")))
                .isEqualTo("EntityAlreadyExists");
        assertThat(root.refused("CreateAccount", Map.of("AccountName", "second", "Email", "FIRST@example.com")))
                .isEqualTo("EntityAlreadyExists");
    }

    @Test
    void aMemberAccountMakesAndSeesNone() {
        var made = root.call("CreateAccount", Map.of("AccountName", "member", "Email", "member@example.com"));
        var member = new PortcullisClient(
                server.endpoint(), AwsBasicCredentials.create(made.text("AccessKeyId"), made.text("SecretAccessKey")));

        assertThat(member.refused("CreateAccount", Map.of("AccountName", "mine", "Email", "mine@example.com")))
                .isEqualTo("AccessDenied");
        assertThat(member.refused("ListAccounts", Map.of())).isEqualTo("AccessDenied");
        assertThat(member.refused("Backup", Map.of("FileName", "everything"))).isEqualTo("AccessDenied");
    }

    @Test
    void listsComeInPages() {
        root.call("CreateAccount", Map.of("AccountName", "one", "Email", "page-one@example.com"));

        var first = root.call("ListAccounts", Map.of("MaxItems", "1"));
        var second = root.call("ListAccounts", Map.of("MaxItems", "1", "Marker", first.text("Marker")));

        assertThat(first.text("IsTruncated")).isEqualTo("true");
        assertThat(second.text("AccountId")).isGreaterThan(first.text("AccountId"));
    }

    @Test
    void aUserOfTheManagementAccountNeedsAPolicy() {
        var founder = new PortcullisClient(server.endpoint(), server.user("founder"));
        assertThat(founder.refused("CreateAccount", Map.of("AccountName", "new", "Email", "founder@example.com")))
                .isEqualTo("AccessDenied");

        server.iam()
                .putUserPolicy(request -> request.userName("founder")
                        .policyName("found")
                        .policyDocument(allow("portcullis:CreateAccount")));

        founder.call("CreateAccount", Map.of("AccountName", "new", "Email", "founder@example.com"));
    }
}
