// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.mfa.Codes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

/** Whoever is not in learns nothing: not by the text, not by the time, and not by what is refused after how many attempts. */
class AbuseCase43SigningInTellsNothingTest {
    private static final String GOOD = "Correct horse 7";

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();

    @AfterEach
    void stop() {
        server.close();
    }

    private void user(String name) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(request -> request.userName(name).password(GOOD));
    }

    private Browser.Answer attempt(String account, String name, String password) {
        var browser = new Browser(server);
        return browser.api("password", "page", browser.page(), "account", account, "name", name, "password", password);
    }

    private Browser.Answer attempt(String name, String password) {
        return attempt(TestServer.ACCOUNT, name, password);
    }

    /** Every reason not to be let in. */
    private List<Supplier<Browser.Answer>> failures() {
        user("ann");
        iam.createUser(request -> request.userName("keyonly"));
        return List.of(
                () -> attempt("ann", "Wrong horse 7"),
                () -> attempt("nobody", GOOD),
                () -> attempt("keyonly", GOOD),
                () -> attempt("999999999999", "ann", GOOD),
                () -> attempt("no-such-alias", "ann", GOOD),
                () -> attempt("ann", ""),
                () -> attempt("", "", ""),
                () -> new Browser(server).rootPassword(GOOD),
                () -> {
                    var browser = new Browser(server);
                    return browser.api("password", "page", browser.page(), "email", "x@example.com", "password", GOOD);
                });
    }

    @Test
    void everyFailureLooksTheSame() {
        var seen = new HashSet<String>();
        for (var failure : failures()) {
            var answer = failure.get();
            var headers = answer.http().headers().map().keySet();
            seen.add(answer.status() + " " + answer.body() + " " + headers);
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.iterator().next()).contains(SignIns.WRONG);
    }

    @Test
    void everyFailureTakesTheTimeOfAHash() {
        var failures = failures();
        failures.forEach(failure -> assertThat(failure.get().status()).isEqualTo(403)); // warm
        var fastest = new long[failures.size()]; // in turn, so that all of them meet a machine as busy
        Arrays.fill(fastest, Long.MAX_VALUE);
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < fastest.length; i++) {
                server.pass(Duration.ofMinutes(16));
                long start = System.nanoTime();
                var answer = failures.get(i).get();
                fastest[i] = Math.min(fastest[i], System.nanoTime() - start);
                assertThat(answer.status()).isEqualTo(403);
            }
        }
        long shortest = Arrays.stream(fastest).min().orElseThrow();
        long longest = Arrays.stream(fastest).max().orElseThrow();
        assertThat(longest)
                .as("fastest of six in ns: %s", Arrays.toString(fastest))
                .isLessThan(3 * shortest);
    }

    @Test
    void attemptsAreCountedAlikeWhetherTheUserIsThereOrNot() {
        user("ann");
        var there = new ArrayList<String>();
        var notThere = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            server.pass(Duration.ofMinutes(i < 3 ? 0 : 15));
            there.add(attempt("ann", "wrong").body());
            notThere.add(attempt("nobody", "wrong").body());
        }
        assertThat(there).isEqualTo(notThere);
        assertThat(there.getLast()).contains("\"waitSeconds\":8");
    }

    @Test
    void tenWrongPasswordsAreSlowedDownAndThenTheRightOneHasToWaitToo() {
        user("ann");
        for (int i = 0; i < 10; i++) {
            server.pass(Duration.ofMinutes(15)); // each of them is looked at
            attempt("ann", "wrong " + i);
        }
        var right = attempt("ann", GOOD);
        assertThat(right.status()).isEqualTo(403);
        assertThat(right.get("message")).isEqualTo(SignIns.WRONG);

        server.pass(Duration.ofSeconds(Long.parseLong(right.get("waitSeconds"))));
        assertThat(attempt("ann", GOOD).get("state")).isEqualTo("signedIn");
        assertThat(attempt("ann", "wrong").get("waitSeconds"))
                .as("success forgets failures")
                .isEqualTo("0");
    }

    @Test
    void otherSpellingsOfANameAreNoNewAttempts() {
        user("ann");
        iam.createAccountAlias(request -> request.accountAlias("acme"));
        for (var spelling : List.of("ann", " ANN ", "Ann", "anN", "aNn", "ANn", "ann ")) {
            server.pass(Duration.ofMinutes(15)); // each of them is looked at
            attempt(spelling, "wrong");
        }
        server.pass(Duration.ofMinutes(15));
        assertThat(attempt("ACME", "Ann\u00a0", "wrong").get("waitSeconds")).isEqualTo("32");
        assertThat(attempt(TestServer.ACCOUNT + " ", "\uff41nn", GOOD).get("state"))
                .as("too early, whatever the spelling")
                .isEqualTo("refused");
    }

    @Test
    void rootIsNeverLockedOutForGood() {
        new PortcullisClient(server.endpoint(), server.root()).call("SetRootPassword", Map.of("NewPassword", GOOD));
        for (int i = 0; i < 14; i++) {
            new Browser(server).rootPassword("wrong " + i);
            server.pass(Duration.ofMinutes(15));
        }
        assertThat(new Browser(server).rootPassword(GOOD).get("state")).isEqualTo("signedIn");
    }

    @Test
    void aCodeIsNotGuessed() {
        user("mia");
        var phone = Codes.enable(server, iam, "mia");
        var browser = new Browser(server);
        var asked = browser.password("mia", GOOD);
        for (int i = 0; i < 5; i++) {
            browser.api("second-factor", "ticket", asked.get("ticket"), "code", "00000" + i);
        }
        assertThat(browser.api("second-factor", "ticket", asked.get("ticket"), "code", phone.shows(0))
                        .get("state"))
                .isEqualTo("secondFactor");
    }

    @Test
    void theAuditTellsTheOperatorWhyAndHoldsNoPassword() throws IOException {
        user("ann");
        attempt("ann", "Secret in vain 1");
        attempt("Secret as a name 1", GOOD);
        attempt("ann", GOOD);
        server.restart();

        var lines = audit();
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"operation\":\"ConsoleLogin\"", "\"code\":\"WrongPassword\"", ":user/ann\""));
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line).contains("\"code\":\"NoSuchUser\"").doesNotContain("claimedIdentity"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"operation\":\"ConsoleLogin\"", "\"code\":\"Success\"", "\"accessKeyId\":\"ASIA"));
        assertThat(lines).noneMatch(line -> line.contains("Secret") || line.contains(GOOD));
    }

    private List<String> audit() throws IOException {
        try (var files = Files.list(server.dataDirectory().resolve("audit"))) {
            var lines = new ArrayList<String>();
            for (var file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
            return lines;
        }
    }
}
