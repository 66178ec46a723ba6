// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** Credentials as files. */
class HandOutTest {
    private static TestServer server;
    private static IamClient iam;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static PortcullisClient root() {
        return new PortcullisClient(server.endpoint(), server.root());
    }

    private static void user(String name) {
        iam.createUser(request -> request.userName(name));
    }

    @Test
    void passwordAndKeyComeAsTheFilesOfAwssConsole() {
        user("ada");
        var given =
                root().call("HandOutCredentials", Map.of("UserName", "ada", "Password", "true", "AccessKey", "true"));
        var url = server.endpoint() + "/console/signin/" + TestServer.ACCOUNT;
        var keyId = given.text("AccessKeyId");
        var secret = given.text("SecretAccessKey");
        assertThat(given.texts("FileName")).containsExactly("ada_credentials.csv", "ada_accessKeys.csv");
        assertThat(given.texts("Content").stream().map(text -> text.lines().toList()))
                .anySatisfy(lines -> assertThat(lines)
                        .hasSize(2)
                        .startsWith("User name,Password,Console sign-in URL")
                        .last()
                        .asString()
                        .startsWith("ada,")
                        .contains(given.text("Password"))
                        .endsWith("," + url))
                .anySatisfy(lines ->
                        assertThat(lines).containsExactly("Access key ID,Secret access key", keyId + "," + secret));
        assertThat(given.text("SignInUrl")).isEqualTo(url);

        assertThat(iam.getLoginProfile(request -> request.userName("ada"))
                        .loginProfile()
                        .passwordResetRequired())
                .isTrue();
        var self = AwsBasicCredentials.create(keyId, secret);
        assertThat(server.sts(self).getCallerIdentity().arn()).endsWith(":user/ada");
        iam.updateAccountPasswordPolicy(request -> request.allowUsersToChangePassword(true));
        server.iam(self)
                .changePassword(
                        request -> request.oldPassword(given.text("Password")).newPassword("Another horse 8"));
        iam.deleteAccountPasswordPolicy();
    }

    @Test
    void whoHasAPasswordGetsAnother() {
        user("twice");
        var first = root().call("HandOutCredentials", Map.of("UserName", "twice", "Password", "true"));
        var second = root().call(
                        "HandOutCredentials",
                        Map.of("UserName", "twice", "Password", "true", "PasswordResetRequired", "false"));
        assertThat(second.text("Password")).isNotEqualTo(first.text("Password"));
        assertThat(second.texts("SecretAccessKey")).isEmpty();
        assertThat(iam.getLoginProfile(request -> request.userName("twice"))
                        .loginProfile()
                        .passwordResetRequired())
                .isFalse();
    }

    @Test
    void aPasswordIsAsTheAccountsPolicyWantsIt() {
        user("strict");
        iam.updateAccountPasswordPolicy(request -> request.minimumPasswordLength(40)
                .requireLowercaseCharacters(true)
                .requireUppercaseCharacters(true)
                .requireNumbers(true)
                .requireSymbols(true));
        for (int i = 0; i < 3; i++) {
            var given = root().call("HandOutCredentials", Map.of("UserName", "strict", "Password", "true"));
            assertThat(given.text("Password")).hasSize(40).matches("[A-Za-z].*");
        }
        iam.deleteAccountPasswordPolicy();
    }

    @Test
    void aNameThatIsAFormulaIsText() {
        user("=cmd,x@evil");
        var given = root().call("HandOutCredentials", Map.of("UserName", "=cmd,x@evil", "Password", "true"));
        assertThat(given.text("Content")).contains("\n\"'=cmd,x@evil\",");
    }

    @Test
    void theLinkNamesTheAccountsAlias() {
        user("aliased");
        iam.createAccountAlias(request -> request.accountAlias("acme"));
        assertThat(root().call("HandOutCredentials", Map.of("UserName", "aliased", "Password", "true"))
                        .text("SignInUrl"))
                .endsWith("/console/signin/acme");
        iam.deleteAccountAlias(request -> request.accountAlias("acme"));
    }

    @Test
    void nothingIsHandedOutToNobody() {
        user("nothing");
        assertThat(root().refused("HandOutCredentials", Map.of("UserName", "nothing")))
                .isEqualTo("InvalidInput");
        assertThat(root().refused("HandOutCredentials", Map.of("UserName", "nobody-here", "Password", "true")))
                .isEqualTo("NoSuchEntity");
        for (int i = 0; i < 2; i++) {
            root().call("HandOutCredentials", Map.of("UserName", "nothing", "AccessKey", "true"));
        }
        var both = Map.of("UserName", "nothing", "AccessKey", "true", "Password", "true");
        assertThat(root().refused("HandOutCredentials", both)).isEqualTo("LimitExceeded");
        assertThatThrownBy(() -> iam.getLoginProfile(request -> request.userName("nothing")))
                .isInstanceOf(NoSuchEntityException.class); // all or nothing
    }

    @Test
    void whoMayNotGiveThemOneByOneMayNotGiveThemSo() {
        user("target");
        var helper = new PortcullisClient(server.endpoint(), server.user("helper"));
        var password = Map.of("UserName", "target", "Password", "true");
        var key = Map.of("UserName", "target", "AccessKey", "true");
        assertThat(helper.refused("HandOutCredentials", password)).isEqualTo("AccessDenied");
        allow("\"portcullis:HandOutCredentials\"");
        assertThat(helper.refused("HandOutCredentials", password)).isEqualTo("AccessDenied");
        assertThat(helper.refused("HandOutCredentials", key)).isEqualTo("AccessDenied");
        allow("\"portcullis:HandOutCredentials\",\"iam:CreateAccessKey\"");
        helper.call("HandOutCredentials", key);
        assertThat(helper.refused("HandOutCredentials", password)).isEqualTo("AccessDenied");
        allow("\"portcullis:HandOutCredentials\",\"iam:CreateLoginProfile\",\"iam:UpdateLoginProfile\"");
        helper.call("HandOutCredentials", password);
        assertThat(helper.refused("HandOutCredentials", Map.of("UserName", "ada", "Password", "true")))
                .isEqualTo("AccessDenied");
    }

    private static void allow(String actions) {
        iam.putUserPolicy(
                request -> request.userName("helper").policyName("give").policyDocument("""
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":[%s],"Resource":"arn:aws:iam::*:user/target"}}""".formatted(actions)));
    }

    @Test
    void withoutAMailServerNoMailIsSent() {
        user("unmailed");
        assertThat(root().refused(
                                "SendSignInInstructions",
                                Map.of("UserName", "unmailed", "EmailAddress", "unmailed@example.com")))
                .isEqualTo("InvalidInput");
    }
}
