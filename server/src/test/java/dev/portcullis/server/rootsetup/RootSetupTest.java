// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rootsetup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.audit.AuditFiles;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link that sets the root password, from the first start on. */
class RootSetupTest {
    private static final String GOOD = "Correct horse 7";
    private static final String FORM = "application/x-www-form-urlencoded";

    private TestServer server;
    private HttpClient http;

    @BeforeEach
    void start() {
        server = TestServer.start();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void theFirstStartLeavesALinkForTheOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(server.portcullis().rootSetupLinks()).singleElement().satisfies(link -> {
            assertThat(link.account().text()).isEqualTo(TestServer.ACCOUNT);
            assertThat(link.path()).isEqualTo("/signin/root-setup#" + token());
            assertThat(link.toString()).doesNotContain(token());
        });
        server.restart();
        assertThat(server.portcullis().rootSetupLinks()).hasSize(1);
    }

    @Test
    void itSetsThePasswordOnce() throws Exception {
        var token = token();
        assertThat(post(token, GOOD).statusCode()).isEqualTo(200);

        assertThat(passwordPresent()).isOne();
        assertThat(file()).doesNotExist();
        assertThat(server.portcullis().rootSetupLinks()).isEmpty();
        var again = post(token, "Another horse 8");
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("This link does not count");
        server.restart();
        assertThat(post(token, "Another horse 8").statusCode()).isEqualTo(403);
        root().call("SetRootPassword", Map.of("OldPassword", GOOD, "NewPassword", "Third horse 9"));
    }

    @Test
    void whatIsRefusedIsInTheAuditLogWithoutTheSecretOfTheLink() throws Exception {
        var token = token();
        assertThat(post(token, "weak").statusCode()).isEqualTo(400);
        assertThat(post(token + "x", GOOD).statusCode()).isEqualTo(403);
        assertThat(post(token, GOOD).statusCode()).isEqualTo(200);
        assertThat(post(token, GOOD).statusCode()).isEqualTo(403);
        server.restart();

        var told = AuditFiles.lines(server.dataDirectory()).stream()
                .filter(line -> line.contains("\"operation\":\"SetUpRoot\""))
                .toList();
        assertThat(told)
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .contains("\"service\":\"signin\"", "\"sourceAddress\":\"127.0.0.1\"")
                        .doesNotContain(token, GOOD, "weak"));
        assertThat(told.getFirst()).contains("\"code\":\"PasswordPolicyViolation\"", "\"status\":400");
        assertThat(told.subList(1, 3))
                .allSatisfy(line -> assertThat(line).contains("\"code\":\"AccessDenied\"", "\"status\":403"));
    }

    @Test
    void ofManyWhoUseItAtOneTimeOneDoes() throws Exception {
        var token = token();
        var answers = new ArrayList<Future<HttpResponse<String>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                var password = GOOD + i;
                answers.add(threads.submit(() -> post(token, password)));
            }
        }
        var statuses = new ArrayList<Integer>();
        for (var answer : answers) {
            statuses.add(answer.get().statusCode());
        }
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses).allMatch(status -> status == 200 || status == 403 || status == 409);
    }

    @Test
    void aPasswordThatIsNotGoodEnoughUsesNothingUp() throws Exception {
        var weak = post(token(), "weak");
        assertThat(weak.statusCode()).isEqualTo(400);
        assertThat(weak.body()).contains("minimum length of 8", token()).doesNotContain("\"weak\"");
        for (var strange : new String[] {"Correct horse 7 \u0416", "Aa1 " + "x".repeat(125), "Correct horse 7\u0000"}) {
            var refused = post(token(), strange);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("at most 128 characters");
        }
        var different = send("token=" + token() + "&password=Correct+horse+7&again=Correct+horse+8");
        assertThat(different.statusCode()).isEqualTo(400);
        assertThat(different.body()).contains("not the same");
        assertThat(passwordPresent()).isZero();
        assertThat(post(token(), GOOD).statusCode()).isEqualTo(200);
    }

    @Test
    void itCountsForADay() throws Exception {
        var token = token();
        server.pass(Duration.ofDays(1).plusSeconds(1));
        assertThat(post(token, GOOD).statusCode()).isEqualTo(403);
        assertThat(server.portcullis().rootSetupLinks()).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void itDoesNotOutliveAnotherWayToSetThePassword() throws Exception {
        var token = token();
        root().call("SetRootPassword", Map.of("NewPassword", GOOD));
        assertThat(post(token, "Another horse 8").statusCode()).isEqualTo(403);
    }

    @Test
    void theEndOfRootsSessionsIsTheEndOfItToo() throws Exception {
        var token = token();
        root().call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":root"));
        assertThat(post(token, GOOD).statusCode()).isEqualTo(403);
    }

    @Test
    void aSessionOfRootEndsWhenItIsUsed() throws Exception {
        var session = TestServer.session(
                server.sts(server.root()).getSessionToken(request -> {}).credentials());
        assertThat(server.sts(session).getCallerIdentity().arn()).endsWith(":root");
        post(token(), GOOD);
        assertThat(new PortcullisClient(server.endpoint(), session).refused("ListAccounts", Map.of()))
                .isNotEqualTo("AccessDenied");
    }

    @Test
    void nobodyMakesOneUp() throws Exception {
        var token = token();
        var altered = token.substring(0, 60) + (token.charAt(60) == 'A' ? 'B' : 'A') + token.substring(61);
        for (var wrong :
                new String[] {"", "x", altered, token + "A", "A".repeat(400), "<img src=x onerror=alert(1)>"}) {
            var refused = post(wrong, GOOD);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("<img");
        }
        assertThat(passwordPresent()).isZero();
    }

    @Test
    void thePageIsStrictAndKeepsNothing() throws Exception {
        var page = http.send(
                HttpRequest.newBuilder(server.endpoint().resolve("/signin/root-setup"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.body()).doesNotContain(token(), "onclick=", "style=", "<style", "http:");
        assertThat(page.body()).contains("<label for=\"token\">", "<label for=\"password\">", "<label for=\"again\">");
    }

    @Test
    void onlyWholeFormsAreTaken() throws Exception {
        var body = "token=" + token() + "&password=" + GOOD + "&again=" + GOOD;
        var plain = HttpRequest.newBuilder(server.endpoint().resolve("/signin/root-setup"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(plain, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
        assertThat(send("token=%zz&password=a&again=a").statusCode()).isEqualTo(400);
        assertThat(send("token=a&token=b&password=a&again=a").statusCode()).isEqualTo(400);
        var put = HttpRequest.newBuilder(server.endpoint().resolve("/signin/root-setup"))
                .PUT(BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
        assertThat(passwordPresent()).isZero();
    }

    private HttpResponse<String> post(String token, String password) throws IOException, InterruptedException {
        var encoded = URLEncoder.encode(password, StandardCharsets.UTF_8);
        return send("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&password=" + encoded + "&again="
                + encoded);
    }

    private HttpResponse<String> send(String form) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.endpoint().resolve("/signin/root-setup"))
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(form))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private int passwordPresent() {
        return server.iam().getAccountSummary().summaryMapAsStrings().getOrDefault("AccountPasswordPresent", -1);
    }

    private PortcullisClient root() {
        return new PortcullisClient(server.endpoint(), server.root());
    }

    private Path file() {
        return server.dataDirectory().resolve("root-setup-" + TestServer.ACCOUNT);
    }

    private String token() {
        try {
            return Files.readString(file()).strip();
        } catch (IOException e) {
            throw new AssertionError("no token", e);
        }
    }
}
