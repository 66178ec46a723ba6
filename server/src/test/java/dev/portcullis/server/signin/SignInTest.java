// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.mfa.Codes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

/** The steps, through HTTP. */
class SignInTest {
    private static final String GOOD = "Correct horse 7";
    private static final String OTHER = "Battery staple 8";

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();
    private final Browser browser = new Browser(server);

    @AfterEach
    void stop() {
        server.close();
    }

    private void user(String name, boolean mustChange) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(request -> request.userName(name).password(GOOD).passwordResetRequired(mustChange));
    }

    @Test
    void aUserSignsInByAccountAndName() {
        user("ann", false);
        var answer = browser.password("ann", GOOD);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.get("state")).isEqualTo("signedIn");
        assertThat(answer.get("name")).isEqualTo("ann");
        assertThat(answer.get("arn")).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann");
        assertThat(answer.get("half")).hasSize(43);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(browser.cookies()).containsOnlyKeys("portcullis-session");
        assertThat(answer.http().headers().allValues("Set-Cookie"))
                .allSatisfy(cookie -> assertThat(cookie).contains("Path=/; HttpOnly; SameSite=Strict"));
        assertThat(browser.sts("GetCallerIdentity").body()).contains("user/ann</Arn>");
    }

    @Test
    void aUserSignsInByAliasWhateverTheSpelling() {
        user("Ann", false);
        iam.createAccountAlias(request -> request.accountAlias("acme"));

        var answer =
                browser.api("password", "page", browser.page(), "account", " ACME ", "name", "ANN ", "password", GOOD);

        assertThat(answer.get("state")).isEqualTo("signedIn");
        assertThat(answer.get("alias")).isEqualTo("acme");
    }

    @Test
    void rootSignsInByEMailForAShorterTime() {
        rootPassword();
        var answer = browser.rootPassword(GOOD);

        assertThat(answer.get("name")).isEqualTo("root");
        assertThat(answer.get("idleSeconds")).isEqualTo("900");
        assertThat(Duration.between(server.now(), Instant.parse(answer.get("expiresAt"))))
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(browser.sts("GetCallerIdentity").body()).contains(":root</Arn>");
        assertThat(browser.iam("ListUsers").status()).isEqualTo(200);
    }

    private void rootPassword() {
        new PortcullisClient(server.endpoint(), server.root()).call("SetRootPassword", Map.of("NewPassword", GOOD));
    }

    @Test
    void theSecondFactorIsAskedForAndACodeCountsOnce() {
        user("mia", false);
        var phone = Codes.enable(server, iam, "mia");

        var asked = browser.password("mia", GOOD);
        assertThat(asked.get("state")).isEqualTo("secondFactor");
        assertThat(asked.body()).contains("\"methods\":[\"totp\"]");
        assertThat(asked.get("half")).isEmpty();
        assertThat(browser.cookies()).doesNotContainKey("portcullis-session");

        var wrong = browser.api("second-factor", "ticket", asked.get("ticket"), "code", "000000");
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.get("state")).isEqualTo("secondFactor");
        var code = phone.shows(0);
        var done = browser.api("second-factor", "ticket", asked.get("ticket"), "code", code);
        assertThat(done.get("state")).isEqualTo("signedIn");
        assertThat(done.get("secondFactor")).isEqualTo("totp");

        var again = browser.password("mia", GOOD);
        assertThat(browser.api("second-factor", "ticket", again.get("ticket"), "code", code)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPasswordThatHasToBeChangedIsChangedBeforeTheSessionBegins() {
        user("nia", true);
        var asked = browser.password("nia", GOOD);
        assertThat(asked.get("state")).isEqualTo("newPassword");

        var ticket = asked.get("ticket");
        var weak = browser.api("new-password", "ticket", ticket, "newPassword", "weak");
        assertThat(weak.status()).isEqualTo(403);
        assertThat(weak.get("message")).contains("minimum length");
        var same = browser.api("new-password", "ticket", ticket, "newPassword", GOOD);
        assertThat(same.get("message")).isEqualTo(SignIns.SAME_PASSWORD);

        var done = browser.api("new-password", "ticket", ticket, "newPassword", OTHER);
        assertThat(done.get("state")).isEqualTo("signedIn");
        assertThat(new Browser(server).password("nia", OTHER).get("state")).isEqualTo("signedIn");
        assertThat(new Browser(server).password("nia", GOOD).get("state")).isEqualTo("refused");
    }

    @Test
    void aTicketOpensOneSession() {
        user("tom", true);
        var ticket = browser.password("tom", GOOD).get("ticket");
        var cookie = Map.copyOf(browser.cookies());
        assertThat(browser.api("new-password", "ticket", ticket, "newPassword", OTHER)
                        .get("state"))
                .isEqualTo("signedIn");

        browser.cookies().putAll(cookie);
        var again = browser.api("new-password", "ticket", ticket, "newPassword", GOOD);
        assertThat(again.get("state")).isEqualTo("refused");
    }

    @Test
    void anExpiredPasswordIsChangedAtSignIn() {
        user("eva", false);
        iam.updateAccountPasswordPolicy(request -> request.maxPasswordAge(30).minimumPasswordLength(8));
        server.pass(Duration.ofDays(30));

        var asked = browser.password("eva", GOOD);
        assertThat(asked.get("state")).isEqualTo("newPassword");
        assertThat(browser.api("new-password", "ticket", asked.get("ticket"), "newPassword", OTHER)
                        .get("state"))
                .isEqualTo("signedIn");
    }

    @Test
    void afterAHardExpiryOnlyAnAdministratorHelps() {
        user("hal", false);
        iam.updateAccountPasswordPolicy(
                request -> request.maxPasswordAge(30).hardExpiry(true).minimumPasswordLength(8));
        server.pass(Duration.ofDays(30));

        var refused = browser.password("hal", GOOD);
        assertThat(refused.get("state")).isEqualTo("refused");
        assertThat(refused.get("message")).contains("expired").contains("administrator");
        assertThat(browser.password("hal", "wrong").get("message"))
                .as("only whoever knows the password is told")
                .isEqualTo(SignIns.WRONG);
    }

    @Test
    void aTicketIsGoodForFiveMinutes() {
        user("ned", true);
        var asked = browser.password("ned", GOOD);
        server.pass(Duration.ofMinutes(5));

        var late = browser.api("new-password", "ticket", asked.get("ticket"), "newPassword", OTHER);
        assertThat(late.status()).isEqualTo(403);
        assertThat(late.get("state")).isEqualTo("refused");
    }

    @Test
    void aTicketIsOfNoUseInAnotherBrowserNorAtAnotherStepNorAfterAChange() {
        user("ivy", true);
        var asked = browser.password("ivy", GOOD);
        var other = new Browser(server);
        other.page();
        var elsewhere = other.api("new-password", "ticket", asked.get("ticket"), "newPassword", OTHER);
        assertThat(elsewhere.get("state")).isEqualTo("refused");
        var skipped = browser.api("second-factor", "ticket", asked.get("ticket"), "code", "000000");
        assertThat(skipped.get("state")).isEqualTo("refused");

        iam.updateLoginProfile(request -> request.userName("ivy").password("Another one 99"));
        var outdated = browser.api("new-password", "ticket", asked.get("ticket"), "newPassword", OTHER);
        assertThat(outdated.get("state")).isEqualTo("refused");
    }

    @Test
    void signingInIsSeenInPasswordLastUsed() {
        user("uma", false);
        assertThat(iam.getUser(request -> request.userName("uma")).user().passwordLastUsed())
                .isNull();
        browser.password("uma", "wrong");
        assertThat(iam.getUser(request -> request.userName("uma")).user().passwordLastUsed())
                .isNull();

        browser.password("uma", GOOD);

        assertThat(iam.getUser(request -> request.userName("uma")).user().passwordLastUsed())
                .isNotNull();
        assertThat(iam.listUsers().users())
                .filteredOn(user -> user.userName().equals("uma"))
                .allSatisfy(user -> assertThat(user.passwordLastUsed()).isNotNull());
    }

    @Test
    void sessionsOutliveARestart() {
        user("ray", false);
        var signedIn = browser.password("ray", GOOD);
        assertThat(signedIn.get("state")).isEqualTo("signedIn");

        server.restart();

        var after = new Browser(server);
        after.cookies().putAll(browser.cookies());
        after.half(browser.half());
        assertThat(after.sts("GetCallerIdentity").status()).isEqualTo(200);
        server.pass(Duration.ofMinutes(61));
        assertThat(after.sts("GetCallerIdentity").body()).contains("ExpiredToken");
    }

    @Test
    void theFormsWorkWithoutScript() {
        user("fay", true);
        var first = browser.get("/console/signin/" + TestServer.ACCOUNT);
        assertThat(first.body()).contains("value=\"" + TestServer.ACCOUNT + "\"");
        var fields = new LinkedHashMap<>(first.hidden());
        fields.putAll(Map.of("account", TestServer.ACCOUNT, "name", "fay", "password", "wrong"));

        var wrong = browser.form("/console/signin/" + TestServer.ACCOUNT, fields);
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.body())
                .contains("role=\"alert\"")
                .contains("value=\"fay\"")
                .doesNotContain("wrong");
        fields.putAll(wrong.hidden());
        fields.put("password", GOOD);
        var asked = browser.form("/signin", fields);
        assertThat(asked.body()).contains("<h1>New password</h1>");

        var change = new LinkedHashMap<>(asked.hidden());
        change.putAll(Map.of("newPassword", OTHER, "repeated", "Something else 1"));
        assertThat(browser.form("/signin", change).body()).contains("not the same");
        change.put("repeated", OTHER);
        var landed = browser.form("/signin", change);
        assertThat(landed.status()).isEqualTo(200);
        assertThat(landed.body()).contains("<dd>fay</dd>").contains("data-half=\"");

        var out = new LinkedHashMap<>(landed.hidden());
        out.put("where", "here");
        var half = landed.body().replaceAll("(?s).*data-half=\"([^\"]+)\".*", "$1");
        browser.half(Optional.of(half));
        var cookies = Map.copyOf(browser.cookies());
        assertThat(browser.sts("GetCallerIdentity").status()).isEqualTo(200);
        assertThat(browser.form("/signin/out", out).body()).contains("Signed out");
        browser.cookies().putAll(cookies);
        assertThat(browser.sts("GetCallerIdentity").body()).contains("ExpiredToken");
    }

    @Test
    void pagesCannotBeFramedCachedOrScriptedFromElsewhere() {
        for (var path :
                new String[] {"/signin", "/signin/root", "/console/signin/acme", "/console/", "/signin/signin.js"}) {
            var answer = browser.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(answer.body())
                    .doesNotContain("onclick=")
                    .doesNotContain("<script>")
                    .doesNotContain("style=\"");
        }
    }

    @Test
    void thePageIsSmall() {
        int size = 0;
        for (var path : new String[] {"/signin", "/signin/signin.js", "/signin/tab.js", "/signin/signin.css"}) {
            size += browser.get(path).body().length();
        }
        assertThat(size).isLessThan(20_000);
    }

    @Test
    void namesAreShownAsTheyAreTyped() {
        var evil = "<img src=x onerror=alert(1)>\"'";
        var page = browser.get("/console/signin/" + URLEncoder.encode(evil, StandardCharsets.UTF_8));
        assertThat(page.body()).doesNotContain("<img").contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;");
    }
}
