// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.conformance.SignInClient.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords at sign-in, on a server of its own: whoever fails often is slowed down with all that comes from the same address. */
class SigningInTest {
    private static final String ROOT_MAIL = "root@example.com";
    private static final String ROOT_PASSWORD = "Chosen by root 1";

    @TempDir
    private Path directory;

    private ShippedServer server;
    private String account;

    @BeforeEach
    void start() {
        server = ShippedServer.start(directory, "--root-email", ROOT_MAIL);
        account = server.root().account();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aGeneratedPasswordIsChangedAtTheFirstSignInForOneThatIsNeitherWeakNorUsedBefore() {
        var root = server.root();
        try (var iam = root.iam()) {
            iam.createUser(request -> request.userName("ada"));
            iam.updateAccountPasswordPolicy(rules ->
                    rules.minimumPasswordLength(12).requireNumbers(true).passwordReusePrevention(5));
        }
        root.letUser("ada", "look", Policies.allow("iam:ListUsers"));
        var given = root.portcullis("HandOutCredentials", Map.of("UserName", "ada", "Password", "true"))
                .succeeded()
                .text("Password");

        var ada = new SignInClient(server);
        var first = ada.user(account, "ada", given);
        assertThat(first.get("state")).isEqualTo("newPassword");
        assertThat(ada.iam("ListUsers").status()).as("before the change").isEqualTo(403);
        for (var refused : List.of("short 1", "a long one without figures", given)) {
            var told = ada.call("new-password", Map.of("ticket", first.get("ticket"), "newPassword", refused));
            assertThat(told.status()).as(told.body()).isEqualTo(403);
            assertThat(told.get("state")).isEqualTo("newPassword");
        }
        var in = ada.call("new-password", Map.of("ticket", first.get("ticket"), "newPassword", "Chosen by ada 2"));
        assertThat(in.get("state")).isEqualTo("signedIn");
        assertThat(ada.iam("ListUsers").body()).contains("<UserName>ada</UserName>");
        assertThat(ada.iam("ListRoles").status()).as("what no policy allows").isEqualTo(403);

        assertThat(new SignInClient(server).user(account, "ada", given).get("state"))
                .isEqualTo("refused");
        assertThat(new SignInClient(server)
                        .user(account, " Ada", "Chosen by ada 2")
                        .get("state"))
                .isEqualTo("signedIn");
    }

    @Test
    void wrongPasswordsSlowDownAndTellNobodyWhoThereIsAndRootComesBackIn() {
        var root = server.root();
        try (var iam = root.iam()) {
            iam.createUser(request -> request.userName("ben"));
            iam.createLoginProfile(request -> request.userName("ben").password("Given to ben 1"));
        }
        root.portcullis("SetRootPassword", Map.of("NewPassword", ROOT_PASSWORD)).succeeded();

        var there = tenWrong("ben");
        assertThat(there).extracting(Told::status).containsOnly(403);
        assertThat(there.getLast().get("waitSeconds")).isNotEqualTo("0");
        assertThat(withoutWait(signIn("ben", "Given to ben 1")))
                .as("the right password, too early")
                .isEqualTo(withoutWait(there.get(0)));
        assertThat(tenWrong("nobody")).extracting(SigningInTest::withoutWait).containsOnly(withoutWait(there.get(0)));

        for (int i = 0; i < 4; i++) {
            var refused = new SignInClient(server).root(ROOT_MAIL, "wrong " + i);
            assertThat(refused.get("state")).isEqualTo("refused");
            assertThat(Integer.parseInt(refused.get("waitSeconds")))
                    .as("how long root is kept out")
                    .isLessThanOrEqualTo(2);
        }
        server.terminate();
        server.restartLater(Duration.ofDays(1).plusMinutes(1)); // counts last a day, waits begin anew with the server
        assertThat(new SignInClient(server).root(ROOT_MAIL, ROOT_PASSWORD).get("state"))
                .isEqualTo("signedIn");
    }

    private List<Told> tenWrong(String name) {
        return IntStream.range(0, 10).mapToObj(i -> signIn(name, "wrong " + i)).toList();
    }

    private Told signIn(String name, String password) {
        return new SignInClient(server).user(account, name, password);
    }

    private static String withoutWait(Told told) {
        return told.status() + told.body().replaceAll("\"waitSeconds\":\\d+", "");
    }
}
