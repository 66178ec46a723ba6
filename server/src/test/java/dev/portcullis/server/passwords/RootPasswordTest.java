// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** The root user's password, which is root's alone to set. */
class RootPasswordTest {
    private static final String GOOD = "Correct horse 7";
    private static final String NEXT = "Another horse 8";

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thereIsNoneUntilRootSetsOne() {
        assertThat(server.iam().getAccountSummary().summaryMapAsStrings()).containsEntry("AccountPasswordPresent", 0);
        root().call("SetRootPassword", Map.of("NewPassword", GOOD));
        assertThat(server.iam().getAccountSummary().summaryMapAsStrings()).containsEntry("AccountPasswordPresent", 1);
    }

    @Test
    void anotherOneNeedsThePresentOne() {
        assertThat(root().refused("SetRootPassword", Map.of("NewPassword", GOOD, "OldPassword", "whatever it is")))
                .isEqualTo("InvalidInput");
        root().call("SetRootPassword", Map.of("NewPassword", GOOD));

        assertThat(root().refused("SetRootPassword", Map.of("NewPassword", NEXT)))
                .isEqualTo("InvalidInput");
        assertThat(root().refused("SetRootPassword", change("a wrong one", NEXT)))
                .isEqualTo("AccessDenied");
        root().call("SetRootPassword", change(GOOD, NEXT));
        assertThat(root().refused("SetRootPassword", change(GOOD, "Third horse 9")))
                .isEqualTo("AccessDenied");

        server.restart();
        root().call("SetRootPassword", change(NEXT, "Third horse 9"));
    }

    @Test
    void whoGuessesTheOldOneIsStoppedForAWhile() {
        root().call("SetRootPassword", Map.of("NewPassword", GOOD));
        for (int i = 0; i < 10; i++) {
            assertThat(root().refused("SetRootPassword", change("wrong " + i, NEXT)))
                    .isEqualTo("AccessDenied");
        }
        assertThat(root().refused("SetRootPassword", change(GOOD, NEXT))).isEqualTo("AccessDenied");
        var aWhile = Duration.ofMinutes(16);
        server.pass(aWhile);
        root().ahead(aWhile).call("SetRootPassword", change(GOOD, NEXT));
    }

    @Test
    void itMustBeGoodWhateverTheAccountsPolicySays() {
        server.iam().updateAccountPasswordPolicy(request -> request.minimumPasswordLength(6));
        for (var weak : new String[] {"short7!", "alllowercase", TestServer.ACCOUNT, "Root@Example.com"}) {
            assertThat(root().refused("SetRootPassword", Map.of("NewPassword", weak)))
                    .as(weak)
                    .isEqualTo("PasswordPolicyViolation");
        }
        root().call("SetRootPassword", Map.of("NewPassword", GOOD));
        assertThat(root().refused("SetRootPassword", change(GOOD, GOOD))).isEqualTo("PasswordPolicyViolation");
    }

    @Test
    void nobodyElseSetsItWhateverHisPoliciesAllow() {
        var admin = server.user("admin");
        server.iam()
                .attachUserPolicy(
                        request -> request.userName("admin").policyArn("arn:aws:iam::aws:policy/AdministratorAccess"));
        assertThat(portcullis(admin).refused("SetRootPassword", Map.of("NewPassword", GOOD)))
                .isEqualTo("AccessDenied");
        assertThat(portcullis(server.user("nobody")).refused("SetRootPassword", Map.of("NewPassword", GOOD)))
                .isEqualTo("AccessDenied");
    }

    @Test
    void aStolenSessionOfRootDoesNotBecomeAPassword() {
        var session = TestServer.session(
                server.sts(server.root()).getSessionToken(request -> {}).credentials());
        assertThat(portcullis(session).refused("SetRootPassword", Map.of("NewPassword", GOOD)))
                .isEqualTo("InvalidClientTokenId");
    }

    @Test
    void aUserOfTheNameRootIsNotRoot() {
        server.user("root");
        server.iam().createLoginProfile(request -> request.userName("root").password(GOOD));
        assertThat(server.iam().getAccountSummary().summaryMapAsStrings()).containsEntry("AccountPasswordPresent", 0);
        root().call("SetRootPassword", Map.of("NewPassword", NEXT));
        server.iam().deleteLoginProfile(request -> request.userName("root"));
        assertThat(server.iam().getAccountSummary().summaryMapAsStrings()).containsEntry("AccountPasswordPresent", 1);
    }

    @Test
    void itLiesNowhereInTheClear() throws IOException {
        root().call("SetRootPassword", Map.of("NewPassword", GOOD));
        root().call("SetRootPassword", change(GOOD, NEXT));
        try (var files = Files.walk(server.dataDirectory())) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(GOOD, NEXT));
        }
    }

    private static Map<String, String> change(String old, String next) {
        return Map.of("OldPassword", old, "NewPassword", next);
    }

    private PortcullisClient root() {
        return portcullis(server.root());
    }

    private PortcullisClient portcullis(AwsCredentials credentials) {
        return new PortcullisClient(server.endpoint(), credentials);
    }
}
