// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.TestServer;
import dev.portcullis.server.audit.AuditFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody is told of the own sessions elsewhere, and how one of them is ended. */
class OwnSessionsTest {
    private static final String GOOD = "Correct horse 7";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private void user(String name) {
        server.iam().createUser(request -> request.userName(name));
        server.iam().createLoginProfile(request -> request.userName(name).password(GOOD));
    }

    private Browser signedIn(String name) {
        var browser = new Browser(server);
        assertThat(browser.password(name, GOOD).get("state")).isEqualTo("signedIn");
        return browser;
    }

    private static List<String> ids(Browser.Answer sessions) {
        assertThat(sessions.status()).as(sessions.body()).isEqualTo(200);
        assertThat(sessions.get("state")).isEqualTo("sessions");
        return ID.matcher(sessions.body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static boolean isIn(Browser browser) {
        return browser.api("session").status() == 200;
    }

    @Test
    void allAreShownAndOneOfThemEnded() throws IOException {
        user("ann");
        user("ben");
        var here = signedIn("ann");
        server.pass(Duration.ofSeconds(2));
        var there = signedIn("ann");
        var foreign = signedIn("ben");
        var told = here.api("sessions");
        assertThat(ids(told)).hasSize(2);
        assertThat(told.body())
                .contains(
                        "\"agent\":\"a browser\"", "\"address\":\"127.0.0.1\"", "\"current\":true", "\"current\":false")
                .doesNotContain(here.half().orElseThrow(), "half", "Hash");
        assertThat(told.body().indexOf("\"current\":true"))
                .as("the oldest one is this")
                .isLessThan(told.body().indexOf("\"current\":false"));

        var other = ids(told).getLast();
        assertThat(ids(here.api("end-session", "id", other)))
                .containsExactly(ids(told).getFirst());
        assertThat(isIn(there)).isFalse();
        assertThat(isIn(here)).isTrue();
        assertThat(here.api("end-session", "id", other).status()).isEqualTo(404);
        var ofBen = ids(foreign.api("sessions")).getFirst();
        assertThat(here.api("end-session", "id", ofBen).status()).isEqualTo(404);
        assertThat(here.api("end-session", "id", "").status()).isEqualTo(404);
        assertThat(isIn(foreign)).isTrue();

        var own = ids(here.api("sessions")).getFirst();
        assertThat(here.api("end-session", "id", own).get("state")).isEqualTo("signedOut");
        assertThat(isIn(here)).isFalse();
        assertThat(here.api("sessions").status()).isEqualTo(401);
        server.restart();
        assertThat(AuditFiles.lines(server.dataDirectory()))
                .anySatisfy(line -> assertThat(line).contains("\"operation\":\"EndSession\"", other, "user/ann"));
    }

    @Test
    void whatDoesNotCountAnyMoreIsNotShown() {
        user("cid");
        var before = signedIn("cid");
        server.iam().updateLoginProfile(request -> request.userName("cid").password("Another horse 8"));
        assertThat(before.api("sessions").status()).isEqualTo(401);
        var unused = new Browser(server);
        unused.password("cid", "Another horse 8");
        assertThat(ids(unused.api("sessions"))).as("without the one before").hasSize(1);

        server.pass(Duration.ofMinutes(50));
        var here = new Browser(server);
        here.password("cid", "Another horse 8");
        assertThat(ids(here.api("sessions"))).hasSize(2);
        server.pass(Duration.ofMinutes(15));
        assertThat(ids(here.api("sessions")))
                .as("after an hour without a request")
                .hasSize(1);
    }

    @Test
    void onlyPagesOfThisServerAreTold() {
        user("dan");
        var browser = signedIn("dan");
        assertThat(browser.api("sessions", Map.of("Origin", "https://elsewhere.example"))
                        .status())
                .isEqualTo(400);
        assertThat(browser.api("sessions", Map.of("x-portcullis-session", "")).status())
                .as("with the cookie alone")
                .isEqualTo(401);
    }
}
