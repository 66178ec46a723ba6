// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.mfa.Codes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;

/** What a browser session is worth, and what it is not. */
class SessionCredentialsTest {
    private static final String GOOD = "Correct horse 7";
    private static final String OTHER = "Battery staple 8";
    private static final String NO_INSTANCE = "i-0123456789abcdef0";
    private static final String EVERYTHING = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();
    private final Browser browser = new Browser(server);

    @BeforeEach
    void signIn() {
        user("ann", EVERYTHING);
        assertThat(browser.password("ann", GOOD).get("state")).isEqualTo("signedIn");
        assertThat(status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void user(String name, String policy) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(request -> request.userName(name).password(GOOD));
        policy(name, policy);
    }

    private void policy(String name, String policy) {
        iam.putUserPolicy(request -> request.userName(name).policyName("p").policyDocument(policy));
    }

    private Browser signedIn(String name) {
        var other = new Browser(server);
        assertThat(other.password(name, GOOD).get("state")).isEqualTo("signedIn");
        return other;
    }

    /** Of a call in the session. */
    private int status() {
        return browser.sts("GetCallerIdentity").status();
    }

    private String code(Browser.Answer answer) {
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        return answer.body().replaceAll("(?s).*<Code>(.*)</Code>.*", "$1");
    }

    @Test
    void aCookieAloneIsNoCredential() {
        browser.half(Optional.empty());
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("MissingAuthenticationToken");
        assertThat(browser.api("session").status()).isEqualTo(401);
        assertThat(browser.api("sign-out").status()).isEqualTo(401);
        assertThat(browser.get("/console/").body()).doesNotContain("ann");
    }

    @Test
    void theSecondHalfAloneIsNoCredential() {
        browser.cookies().clear();
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
        assertThat(browser.api("session").status()).isEqualTo(401);
    }

    @Test
    void halvesOfDifferentSessionsDoNotFit() {
        user("eve", EVERYTHING);
        var eve = signedIn("eve");
        browser.half(eve.half());
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
        browser.half(Optional.of("A".repeat(43)));
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void aCookieThatSomethingElseOnThisHostSetsDoesNotGetInTheWay() {
        var own = browser.cookies().remove("portcullis-session");
        browser.cookies().put("x", "1; portcullis-session=planted; portcullis-session=" + own);
        assertThat(status()).isEqualTo(200);
    }

    @Test
    void aForgedCookieIsNoSession() {
        browser.cookies().computeIfPresent("portcullis-session", (name, value) -> "B" + value.substring(1));
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "http://localhost",
                "http://localhost:1",
                "https://localhost",
                "http://evil.example",
                "http://localhost.evil.example"
            })
    void aPageOfAnotherOriginCannotUseTheSession(String origin) {
        var elsewhere = Map.of("Origin", origin);
        assertThat(code(browser.query("2011-06-15", "GetCallerIdentity", elsewhere)))
                .isEqualTo("InvalidClientTokenId");
        assertThat(browser.api("sign-out", elsewhere).status()).isEqualTo(400);
        assertThat(status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-site", "cross-site", "none"})
    void aRequestThatTheBrowserSaysComesFromElsewhereIsRefused(String site) {
        var elsewhere = Map.of("Sec-Fetch-Site", site);
        assertThat(code(browser.query("2011-06-15", "GetCallerIdentity", elsewhere)))
                .isEqualTo("InvalidClientTokenId");
        assertThat(browser.api("session", elsewhere).status()).isEqualTo(400);
    }

    @Test
    void nobodyIsToldThatOtherOriginsMayAsk() {
        var answer = browser.query("2011-06-15", "GetCallerIdentity", Map.of("Origin", "http://evil.example"));
        assertThat(answer.http().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void aFormSentFromAnotherPageChangesNothing() {
        var forged =
                Map.of("Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site", "x-portcullis-session", "");
        var answer = browser.query("2010-05-08", "CreateUser", forged, "UserName", "mallory");
        assertThat(code(answer)).isEqualTo("MissingAuthenticationToken");
        assertThat(iam.listUsers().users()).noneMatch(user -> user.userName().equals("mallory"));
    }

    @Test
    void aRequestIsEitherSignedOrMadeInASession() {
        var body = "Action=GetCallerIdentity&Version=2011-06-15";
        var type = "application/x-www-form-urlencoded";
        var headers = List.of(
                new RawHeader("Host", server.endpoint().getAuthority().replace("127.0.0.1", "localhost")),
                new RawHeader("Content-Type", type));
        var signed = new LinkedHashMap<String, String>();
        PortcullisClient.signer(server.root(), "sts", PathStyle.NORMALISED_AND_ENCODED_TWICE)
                .sign(
                        new RawRequest("POST", "/", headers, Payload.of(body.getBytes(StandardCharsets.UTF_8))),
                        Instant.now())
                .forEach(header -> signed.put(header.name(), header.value()));

        assertThat(code(browser.query("2011-06-15", "GetCallerIdentity", signed)))
                .isEqualTo("InvalidClientTokenId");
        signed.put("x-portcullis-session", "");
        assertThat(browser.query("2011-06-15", "GetCallerIdentity", signed).body())
                .as("signed alone, whatever cookies the browser adds")
                .contains(":root</Arn>");
    }

    @Test
    void aTabThatWantsToActAsSomebodyElseIsNotTakenForTheSessionItself() {
        var acting = Map.of("x-portcullis-acting", "anything");
        assertThat(code(browser.query("2011-06-15", "GetCallerIdentity", acting)))
                .isEqualTo("InvalidClientTokenId");
    }

    @Test
    void policiesCountAsTheyDoForKeys() {
        policy("ann", """
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"},
                  {"Effect":"Allow","Action":"iam:ListGroups","Resource":"*",
                   "Condition":{"StringEquals":{"portcullis:Via":"Console"},"Null":{"aws:TokenIssueTime":"false"}}},
                  {"Effect":"Allow","Action":"iam:ListRoles","Resource":"*",
                   "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}""");
        assertThat(browser.iam("ListUsers").status()).isEqualTo(200);
        assertThat(browser.iam("ListGroups").status()).isEqualTo(200);
        assertThat(browser.iam("ListRoles").body()).contains("AccessDenied").contains("user/ann");
        assertThat(browser.iam("CreateUser", "UserName", "x").body()).contains("AccessDenied");
    }

    @Test
    void theSecondFactorOfTheSessionIsSeenByPolicies() {
        user("mia", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*",
                  "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},
                               "NumericLessThan":{"aws:MultiFactorAuthAge":"600"}}}]}""");
        var phone = Codes.enable(server, iam, "mia");
        var mia = new Browser(server);
        var asked = mia.password("mia", GOOD);
        mia.api("second-factor", "ticket", asked.get("ticket"), "code", phone.shows(0));

        assertThat(mia.iam("ListUsers").status()).isEqualTo(200);
        server.pass(Duration.ofMinutes(11));
        assertThat(mia.iam("ListUsers").body()).contains("AccessDenied");
    }

    @Test
    void aSessionMakesNoCredentialsThatOutliveIt() {
        assertThat(browser.sts("GetSessionToken").body())
                .contains("Cannot call GetSessionToken with session credentials");
        assertThat(browser.sts("GetFederationToken", "Name", "bob").body())
                .contains("Cannot call GetFederationToken with session credentials");
    }

    @Test
    void aSessionEndsAfterTwelveHoursAndAfterOneWithoutUse() {
        for (int i = 0; i < 15; i++) {
            server.pass(Duration.ofMinutes(45));
            assertThat(status()).as("after %d minutes", 45 * (i + 1)).isEqualTo(200);
        }
        server.pass(Duration.ofMinutes(45));
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("ExpiredToken");

        assertThat(browser.password("ann", GOOD).get("state")).isEqualTo("signedIn");
        server.pass(Duration.ofMinutes(59));
        assertThat(browser.api("session").status())
                .as("asking does not prolong it")
                .isEqualTo(200);
        server.pass(Duration.ofMinutes(1));
        assertThat(browser.api("session").status()).isEqualTo(401);
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("ExpiredToken");
    }

    @Test
    void signingOutEndsTheSessionWhereverItsHalvesAre() {
        var cookies = Map.copyOf(browser.cookies());
        var other = signedIn("ann");
        assertThat(browser.api("sign-out").get("state")).isEqualTo("signedOut");
        assertThat(browser.cookies()).doesNotContainKey("portcullis-session");

        browser.cookies().putAll(cookies);
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("ExpiredToken");
        assertThat(other.sts("GetCallerIdentity").status()).isEqualTo(200);
    }

    @Test
    void signingOutEverywhereEndsAllSessionsOfTheUserAndNobodyElses() {
        user("eve", EVERYTHING);
        var eve = signedIn("eve");
        var other = signedIn("ann");
        other.api("sign-out-everywhere");
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("ExpiredToken");
        assertThat(eve.sts("GetCallerIdentity").status()).isEqualTo(200);
    }

    @Test
    void whoChangesItsPasswordStaysAndItsOtherSessionsEnd() {
        var other = signedIn("ann");
        assertThat(browser.iam("ChangePassword", "OldPassword", GOOD, "NewPassword", OTHER)
                        .status())
                .isEqualTo(200);
        assertThat(status()).isEqualTo(200);
        assertThat(code(other.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
        assertThat(other.api("session").status()).isEqualTo(401);
    }

    @Test
    void whatAnAdministratorChangesEndsAllSessions() {
        iam.updateLoginProfile(request -> request.userName("ann").password(OTHER));
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void aChangeOfDevicesOrNameEndsSessions() {
        Codes.enable(server, iam, "ann");
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");

        user("bea", EVERYTHING);
        var bea = signedIn("bea");
        iam.updateUser(request -> request.userName("bea").newUserName("beatrix"));
        assertThat(code(bea.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void aUserWithoutPasswordOrWithoutExistenceHasNoSession() {
        iam.deleteLoginProfile(request -> request.userName("ann"));
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");

        user("bea", EVERYTHING);
        var bea = signedIn("bea");
        iam.deleteLoginProfile(request -> request.userName("bea"));
        iam.deleteUserPolicy(request -> request.userName("bea").policyName("p"));
        iam.deleteUser(request -> request.userName("bea"));
        user("bea", EVERYTHING);
        assertThat(code(bea.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void theOperatorRevokesSessionsAsItDoesThoseOfCredentials() {
        var root = new PortcullisClient(server.endpoint(), server.root());
        root.call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann"));
        assertThat(code(browser.sts("GetCallerIdentity"))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void whoSignsInGetsASessionThatNobodyKnewBefore() {
        var planted = browser.cookies().get("portcullis-session");
        var victim = new Browser(server);
        victim.cookies().put("portcullis-session", planted);
        victim.half(browser.half());
        user("eve", EVERYTHING);
        assertThat(victim.password("eve", GOOD).get("state")).isEqualTo("signedIn");
        assertThat(victim.cookies().get("portcullis-session")).isNotEqualTo(planted);
        assertThat(victim.half()).isNotEqualTo(browser.half());
        assertThat(browser.sts("GetCallerIdentity").body()).contains("user/ann");
    }

    @Test
    void aSignInNeedsAPageOfTheSameBrowser() {
        var other = new Browser(server);
        var page = browser.page();
        other.page();
        var answer =
                other.api("password", "page", page, "account", TestServer.ACCOUNT, "name", "ann", "password", GOOD);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(other.half()).isEmpty();
    }

    @Test
    void whatOutlastsASessionNeedsARecentProof() {
        user("eve", EVERYTHING);
        assertThat(browser.iam("CreateAccessKey", "UserName", "eve").status()).isEqualTo(200);
        server.pass(Duration.ofMinutes(16));

        assertThat(code(browser.iam("CreateAccessKey", "UserName", "eve"))).isEqualTo("ReauthenticationRequired");
        assertThat(browser.iam("CreateAccessKey").status()).as("one's own").isEqualTo(200);
        assertThat(browser.iam("ListUsers").status()).isEqualTo(200);
        assertThat(browser.api("prove", "password", "wrong").status()).isEqualTo(403);
        assertThat(code(browser.iam("CreateAccessKey", "UserName", "eve"))).isEqualTo("ReauthenticationRequired");
        for (var operation : List.of("CreateJoinToken", "GetInstanceCredentials")) {
            assertThat(code(browser.portcullis(operation, "InstanceId", NO_INSTANCE)))
                    .as(operation)
                    .isEqualTo("ReauthenticationRequired");
        }
        assertThat(code(putJoinCertificate())).isEqualTo("ReauthenticationRequired");

        assertThat(browser.api("prove", "password", GOOD).status()).isEqualTo(200);
        assertThat(browser.iam("CreateAccessKey", "UserName", "eve").status()).isEqualTo(200);
        for (var operation : List.of("CreateJoinToken", "GetInstanceCredentials")) {
            assertThat(code(browser.portcullis(operation, "InstanceId", NO_INSTANCE)))
                    .as(operation)
                    .isEqualTo("InvalidInput");
        }
        assertThat(code(putJoinCertificate())).isEqualTo("InvalidInput");
    }

    private Browser.Answer putJoinCertificate() {
        var anchor = "arn:aws:rolesanywhere:us-east-1:" + TestServer.ACCOUNT + ":trust-anchor/none";
        return browser.portcullis(
                "PutInstanceJoinCertificate",
                "InstanceId",
                NO_INSTANCE,
                "TrustAnchorArn",
                anchor,
                "CommonName",
                "host-1.example");
    }

    @Test
    void provingAgainTakesTheSecondFactorToo() {
        user("mia", EVERYTHING);
        var phone = Codes.enable(server, iam, "mia");
        var mia = new Browser(server);
        var asked = mia.password("mia", GOOD);
        mia.api("second-factor", "ticket", asked.get("ticket"), "code", phone.shows(0));
        server.pass(Duration.ofMinutes(16));

        assertThat(mia.api("prove", "password", GOOD).status()).isEqualTo(403);
        assertThat(mia.api("prove", "password", GOOD, "code", "000000").status())
                .isEqualTo(403);
        assertThat(mia.api("prove", "password", GOOD, "code", phone.shows(0)).status())
                .isEqualTo(200);
    }

    @Test
    void rootProvesItselfForEveryChange() {
        new PortcullisClient(server.endpoint(), server.root()).call("SetRootPassword", Map.of("NewPassword", GOOD));
        var root = new Browser(server);
        root.rootPassword(GOOD);
        assertThat(root.iam("CreateUser", "UserName", "one").status()).isEqualTo(200);
        server.pass(Duration.ofMinutes(10));
        assertThat(root.iam("ListUsers").status()).isEqualTo(200);
        server.pass(Duration.ofMinutes(6));
        assertThat(root.iam("ListUsers").status()).isEqualTo(200);
        assertThat(code(root.iam("CreateUser", "UserName", "two"))).isEqualTo("ReauthenticationRequired");
        assertThat(root.api("prove", "password", GOOD).status()).isEqualTo(200);
        assertThat(root.iam("CreateUser", "UserName", "two").status()).isEqualTo(200);
        assertThat(root.sts(
                                "AssumeRole",
                                "RoleArn",
                                "arn:aws:iam::" + TestServer.ACCOUNT + ":role/r",
                                "RoleSessionName",
                                "rr")
                        .body())
                .contains("Roles may not be assumed by root accounts.");
    }
}
