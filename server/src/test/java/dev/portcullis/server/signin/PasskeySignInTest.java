// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.mfa.Codes;
import dev.portcullis.server.passkeys.SoftwareAuthenticator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import tools.jackson.databind.json.JsonMapper;

/** Passkeys at sign-in, through HTTP: after a password, and alone. */
class PasskeySignInTest {
    private static final String GOOD = "Correct horse 7";
    private static final String WRONG = "That did not work. Check account, name and password;";

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();
    private final Browser browser = new Browser(server);

    @AfterEach
    void stop() {
        server.close();
    }

    private void user(String name) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(request -> request.userName(name).password(GOOD));
    }

    private SoftwareAuthenticator registered(String user) {
        return registered(new SoftwareAuthenticator(), user);
    }

    /** Registers a passkey for a user, or for root. */
    private SoftwareAuthenticator registered(SoftwareAuthenticator authenticator, String user) {
        var client = new PortcullisClient(server.endpoint(), server.root());
        var whose = new LinkedHashMap<String, String>();
        if (!user.isEmpty()) {
            whose.put("UserName", user);
        }
        var options = client.call("BeginPasskeyRegistration", whose).text("Options");
        whose.put("PasskeyName", "key");
        whose.put("Answer", authenticator.create(options, browser.origin()));
        client.call("FinishPasskeyRegistration", whose);
        return authenticator;
    }

    private static String options(Browser.Answer answer) {
        return JsonMapper.shared().readTree(answer.body()).at("/passkeyOptions").stringValue();
    }

    private Browser.Answer alone(SoftwareAuthenticator authenticator) {
        return alone(new Browser(server), authenticator, browser.origin());
    }

    private static Browser.Answer alone(Browser visitor, SoftwareAuthenticator authenticator, String origin) {
        var page = visitor.page();
        var options = options(visitor.api("passkey-options"));
        return visitor.api("passkey", "page", page, "passkey", authenticator.get(options, origin));
    }

    private String audit() throws IOException {
        try (var files = Files.list(server.dataDirectory().resolve("audit"))) {
            var text = new StringBuilder();
            for (var file : files.sorted().toList()) {
                text.append(Files.readString(file, StandardCharsets.UTF_8));
            }
            return text.toString();
        }
    }

    @Test
    void aPasskeyIsAskedForAfterThePassword() {
        user("ann");
        var authenticator = registered("ann");
        var asked = browser.password("ann", GOOD);
        assertThat(asked.get("state")).isEqualTo("secondFactor");
        assertThat(asked.body()).contains("\"methods\":[\"passkey\"]");
        assertThat(options(asked)).contains(authenticator.credentialId());
        assertThat(browser.cookies()).doesNotContainKey("portcullis-session");

        var done = browser.api(
                "second-factor",
                "ticket",
                asked.get("ticket"),
                "passkey",
                authenticator.get(options(asked), browser.origin()));

        assertThat(done.get("state")).isEqualTo("signedIn");
        assertThat(done.get("secondFactor")).isEqualTo("passkey");
    }

    @Test
    void nobodyComesInWithoutTheSecondFactorThatThereIs() {
        user("ann");
        registered("ann");
        var ticket = browser.password("ann", GOOD).get("ticket");

        for (var answer : List.of(new String[] {"code", "000000"}, new String[] {"passkey", "{}"}, new String[0])) {
            var fields = new ArrayList<>(List.of("ticket", ticket));
            fields.addAll(List.of(answer));
            var refused = browser.api("second-factor", fields.toArray(String[]::new));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.get("state")).isEqualTo("secondFactor");
        }
    }

    @Test
    void anyOfSeveralDevicesWillDo() {
        user("ann");
        var phone = Codes.enable(server, iam, "ann");
        var authenticator = registered("ann");

        var asked = browser.password("ann", GOOD);
        assertThat(asked.body()).contains("\"methods\":[\"passkey\",\"totp\"]");
        assertThat(browser.api("second-factor", "ticket", asked.get("ticket"), "code", phone.shows(0))
                        .get("secondFactor"))
                .isEqualTo("totp");

        var again = new Browser(server);
        var askedAgain = again.password("ann", GOOD);
        assertThat(again.api(
                                "second-factor",
                                "ticket",
                                askedAgain.get("ticket"),
                                "passkey",
                                authenticator.get(options(askedAgain), browser.origin()))
                        .get("secondFactor"))
                .isEqualTo("passkey");
    }

    @Test
    void aPasskeyAloneNeedsNoNameAndCountsAsMfa() {
        user("ann");
        iam.putUserPolicy(
                request -> request.userName("ann").policyName("with-mfa").policyDocument("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*",
                 "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}"""));
        var visitor = new Browser(server);
        var done = alone(visitor, registered("ann"), browser.origin());

        assertThat(done.get("state")).isEqualTo("signedIn");
        assertThat(done.get("name")).isEqualTo("ann");
        assertThat(done.get("secondFactor")).isEqualTo("passkey");
        assertThat(visitor.iam("ListUsers").status()).isEqualTo(200);
        assertThat(iam.getUser(request -> request.userName("ann")).user().passwordLastUsed())
                .isNull();
    }

    @Test
    void rootSignsInByOne() {
        new PortcullisClient(server.endpoint(), server.root()).call("SetRootPassword", Map.of("NewPassword", GOOD));

        assertThat(alone(registered("")).get("name")).isEqualTo("root");
    }

    @Test
    void whoeverHasNoWayIntoTheConsoleHasNoneByPasskey() {
        iam.createUser(request -> request.userName("keys"));

        assertRefused(alone(registered("keys")));
    }

    @Test
    void aDeletedUsersPasskeyIsRefusedAndARenamedUsersIsNot() {
        user("ann");
        var authenticator = registered("ann");
        iam.updateUser(request -> request.userName("ann").newUserName("anna"));
        assertThat(alone(authenticator).get("name")).isEqualTo("anna");

        var serial = iam.listMFADevices(request -> request.userName("anna"))
                .mfaDevices()
                .getFirst()
                .serialNumber();
        iam.deactivateMFADevice(request -> request.userName("anna").serialNumber(serial));
        assertRefused(alone(authenticator));
        iam.deleteLoginProfile(request -> request.userName("anna"));
        iam.deleteUser(request -> request.userName("anna"));
        user("anna");
        assertRefused(alone(authenticator));
    }

    @Test
    void allThatIsWrongIsRefusedInTheSameWordsAndToldTheOperator() throws IOException {
        user("ann");
        var copied = registered(new SoftwareAuthenticator().counting(40), "ann");
        assertThat(alone(copied).get("state")).isEqualTo("signedIn");

        assertRefused(alone(copied.counting(20)));
        assertRefused(alone(new SoftwareAuthenticator()));
        assertRefused(alone(new Browser(server), copied.counting(50), "http://evil.example"));
        assertRefused(browser.api("passkey", "page", browser.page(), "passkey", "{}"));
        server.restart(); // writes out what waits
        assertThat(audit())
                .contains("PasskeyCounterWentBack", "UnknownPasskey", "WrongPasskeyProof", "MalformedPasskeyAnswer")
                .contains("user/ann");
    }

    @Test
    void aProofCountsOnceAndNotTooLate() {
        user("ann");
        var authenticator = registered("ann");
        var answer = authenticator.get(options(browser.api("passkey-options")), browser.origin());
        var late = authenticator.get(options(browser.api("passkey-options")), browser.origin());
        assertThat(browser.api("passkey", "page", browser.page(), "passkey", answer)
                        .get("state"))
                .isEqualTo("signedIn");

        assertRefused(browser.api("passkey", "page", browser.page(), "passkey", answer));
        server.pass(Duration.ofMinutes(6));
        assertRefused(browser.api("passkey", "page", browser.page(), "passkey", late));
    }

    @Test
    void aPasskeyStepWantsAPageOfTheBrowsersOwn() {
        user("ann");
        var authenticator = registered("ann");
        var foreign = new Browser(server).page();
        browser.page();
        var answer = authenticator.get(options(browser.api("passkey-options")), browser.origin());

        assertThat(browser.api("passkey", "page", foreign, "passkey", answer).status())
                .isEqualTo(400);
        assertThat(browser.api("passkey-options", Map.of("Origin", "http://evil.example"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anExpiredOrResetPasswordIsChangedByWhoeverComesByPasskeyToo() {
        iam.createUser(request -> request.userName("nia"));
        iam.createLoginProfile(request -> request.userName("nia").password(GOOD).passwordResetRequired(true));

        assertThat(alone(registered("nia")).get("state")).isEqualTo("newPassword");
    }

    @Test
    void itIsProvedAgainByPasswordAndPasskey() {
        user("ann");
        var authenticator = registered("ann");
        assertThat(alone(browser, authenticator, browser.origin()).get("state")).isEqualTo("signedIn");
        server.pass(Duration.ofMinutes(16));

        assertThat(browser.api("prove", "password", GOOD).status()).isEqualTo(403);
        var options = options(browser.api("prove-options"));
        assertThat(browser.api("prove", "password", GOOD, "passkey", authenticator.get(options, "http://evil.example"))
                        .status())
                .isEqualTo(403);
        var proved = browser.api(
                "prove",
                "password",
                GOOD,
                "passkey",
                authenticator.get(options(browser.api("prove-options")), browser.origin()));
        assertThat(proved.status()).isEqualTo(200);
        assertThat(Duration.between(Instant.parse(proved.get("provenAt")), server.now()))
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void registrationInASessionAsksForARecentProofAndKeepsThatSessionAlone() {
        user("ann");
        iam.putUserPolicy(request -> request.userName("ann").policyName("own").policyDocument("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:EnableMFADevice",
                 "Resource": "arn:aws:iam::*:user/${aws:username}"}}"""));
        var other = new Browser(server);
        assertThat(other.password("ann", GOOD).get("state")).isEqualTo("signedIn");
        assertThat(browser.password("ann", GOOD).get("state")).isEqualTo("signedIn");
        server.pass(Duration.ofMinutes(16));
        assertThat(register(browser, new SoftwareAuthenticator()).body())
                .contains("<Code>ReauthenticationRequired</Code>");
        assertThat(browser.api("prove", "password", GOOD).status()).isEqualTo(200);

        assertThat(register(browser, new SoftwareAuthenticator()).status()).isEqualTo(200);
        assertThat(browser.sts("GetCallerIdentity").status()).isEqualTo(200);
        assertThat(other.sts("GetCallerIdentity").status()).isEqualTo(403);
    }

    private Browser.Answer register(Browser visitor, SoftwareAuthenticator authenticator) {
        var begun = visitor.query("2026-11-01", "BeginPasskeyRegistration", Map.of());
        if (begun.status() != 200) {
            return begun;
        }
        var options = begun.body()
                .substring(begun.body().indexOf("<Options>") + 9, begun.body().indexOf("</Options>"))
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
        return visitor.query(
                "2026-11-01",
                "FinishPasskeyRegistration",
                Map.of(),
                "PasskeyName",
                "mine",
                "Answer",
                authenticator.create(options, visitor.origin()));
    }

    @Test
    void thePagesOfferIt() {
        user("ann");
        var authenticator = registered("ann");
        var first = browser.get("/signin");
        assertThat(first.body()).contains("id=\"passkey-alone\" hidden");
        var page = first.hidden().get("page");
        var asked = browser.form(
                "/signin",
                Map.of(
                        "step",
                        "password",
                        "page",
                        page,
                        "account",
                        TestServer.ACCOUNT,
                        "name",
                        "ann",
                        "password",
                        GOOD));

        assertThat(asked.body()).contains("id=\"passkey-second\"", authenticator.credentialId());
        assertThat(asked.body()).doesNotContain("id=\"code\"");
    }

    private static void assertRefused(Browser.Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.get("state")).isEqualTo("refused");
        assertThat(answer.get("message")).startsWith(WRONG);
    }
}
