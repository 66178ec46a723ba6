// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** AWS's federation endpoint, as an identity broker and a browser use it. */
class FederationTest {
    private static final String EVERYTHING = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"sts:AssumeRole"}]}""".formatted(TestServer.ACCOUNT);
    private static final Pattern HALF = Pattern.compile("data-half=\"([^\"]+)\" data-next=\"([^\"]+)\"");

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();
    private final Browser browser = new Browser(server);
    private AwsCredentials broker = server.root();
    private StsClient sts = server.sts(broker);

    @BeforeEach
    void prepare() {
        broker = server.user("broker");
        sts = server.sts(broker);
        iam.putUserPolicy(request -> request.userName("broker").policyName("p").policyDocument(EVERYTHING));
        iam.createRole(request ->
                request.roleName("guest").assumeRolePolicyDocument(TRUST).maxSessionDuration(7200));
        iam.putRolePolicy(request -> request.roleName("guest").policyName("p").policyDocument(EVERYTHING));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Credentials assumed() {
        return assumed(sts);
    }

    private static Credentials assumed(StsClient by) {
        return by.assumeRole(request -> request.roleArn("arn:aws:iam::" + TestServer.ACCOUNT + ":role/guest")
                        .roleSessionName("zoe"))
                .credentials();
    }

    private static String session(String id, String secret, String token) {
        return "{\"sessionId\":\"%s\",\"sessionKey\":\"%s\",\"sessionToken\":\"%s\"}".formatted(id, secret, token);
    }

    private static String session(Credentials credentials) {
        return session(credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
    }

    private static String query(Map<String, String> parameters) {
        var text = new StringBuilder();
        parameters.forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private Browser.Answer get(String... parameters) {
        var fields = new LinkedHashMap<String, String>();
        for (int i = 0; i < parameters.length; i += 2) {
            fields.put(parameters[i], parameters[i + 1]);
        }
        return browser.get("/federation?" + query(fields));
    }

    private Browser.Answer tokenFor(String session, String... more) {
        var parameters = new String[more.length + 6];
        System.arraycopy(
                new String[] {"Action", "getSigninToken", "SessionType", "json", "Session", session},
                0,
                parameters,
                0,
                6);
        System.arraycopy(more, 0, parameters, 6, more.length);
        return get(parameters);
    }

    private String token() {
        return tokenFor(session(assumed())).get("SigninToken");
    }

    private Browser.Answer link(String token, String destination) {
        return get(
                "Action",
                "login",
                "Issuer",
                "https://broker.example",
                "Destination",
                destination,
                "SigninToken",
                token);
    }

    /** What the script of the page does. */
    private Browser.Answer signIn(String token) {
        return post(link(token, "/console/?x=1"));
    }

    private Browser.Answer post(Browser.Answer page) {
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        var landing = browser.form("/federation", page.hidden());
        var match = HALF.matcher(landing.body());
        assertThat(match.find()).as(landing.body()).isTrue();
        browser.half(Optional.of(match.group(1)));
        return landing;
    }

    private String refused(Browser.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        return answer.body();
    }

    private String whoIsIt() {
        return browser.sts("GetCallerIdentity").body();
    }

    @Test
    void aBrokerSendsABrowserInWithTheCredentialsOfARole() {
        var token = token();
        var page = link(token, "/console/?x=1");
        assertThat(page.body()).contains("assumed-role/guest/zoe");
        assertThat(page.http().headers().allValues("Set-Cookie"))
                .as("a link alone changes nothing")
                .isEmpty();

        var landing = post(page);
        assertThat(landing.body()).contains("data-next=\"/console/?x=1\"");
        assertThat(landing.header("Cache-Control")).isEqualTo("no-store");
        assertThat(whoIsIt()).contains("assumed-role/guest/zoe");
        assertThat(browser.iam("ListUsers").status()).isEqualTo(200);
        assertThat(browser.api("session").get("arn")).endsWith("assumed-role/guest/zoe");
    }

    @Test
    void theTokenCanBeAskedForByAForm() {
        var fields = Map.of("Action", "getSigninToken", "Session", session(assumed()));
        assertThat(browser.form("/federation", fields).get("SigninToken")).isNotEmpty();
    }

    @Test
    void federatedUsersSignInToo() {
        var federated = sts.getFederationToken(request -> request.name("kim").policy(EVERYTHING))
                .credentials();
        signIn(tokenFor(session(federated)).get("SigninToken"));
        assertThat(whoIsIt()).contains("federated-user/kim");
        assertThat(refused(tokenFor(session(federated), "SessionDuration", "3600")))
                .contains("GetFederationToken");
    }

    @Test
    void otherCredentialsAreRefused() {
        var own = sts.getSessionToken().credentials();
        assertThat(refused(tokenFor(session(own)))).contains("GetSessionToken");
        assertThat(refused(tokenFor(session(broker.accessKeyId(), broker.secretAccessKey(), ""))))
                .contains("temporary credentials");
        var root = server.sts(server.root()).getSessionToken().credentials();
        assertThat(refused(tokenFor(session(root)))).contains("GetSessionToken");
    }

    @Test
    void theCredentialsHaveToBeRight() {
        var good = assumed();
        var other = assumed();
        refused(tokenFor(session(good.accessKeyId(), other.secretAccessKey(), good.sessionToken())));
        refused(tokenFor(session(other.accessKeyId(), good.secretAccessKey(), good.sessionToken())));
        refused(tokenFor(session(good.accessKeyId(), "", good.sessionToken())));
        refused(tokenFor(session(good.accessKeyId(), good.secretAccessKey(), "bm90IG91cnM=")));
        for (var session : new String[] {"", "{}", "[]", "null", "{\"sessionId\":1}", "{\"sessionId\":\"a\"}x"}) {
            refused(tokenFor(session));
        }
        new PortcullisClient(server.endpoint(), server.root())
                .call("RevokeSessions", Map.of("SessionAccessKeyId", good.accessKeyId()));
        refused(tokenFor(session(good)));
        server.pass(Duration.ofHours(2));
        refused(tokenFor(session(other)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "899", "43201", "-1", "1e3", "999999999999", "3600 "})
    void aDurationHasItsLimits(String seconds) {
        refused(tokenFor(session(assumed()), "SessionDuration", seconds));
    }

    @Test
    void theSessionLastsAsLongAsWasAskedForAndAsTheRoleAllows() {
        signIn(tokenFor(session(assumed()), "SessionDuration", "43200").get("SigninToken"));
        for (int i = 0; i < 2; i++) {
            server.pass(Duration.ofMinutes(50));
            assertThat(whoIsIt()).as("longer than the credentials").contains("assumed-role/guest/zoe");
        }
        server.pass(Duration.ofMinutes(21));
        assertThat(whoIsIt()).as("the role allows two hours").contains("ExpiredToken");
    }

    @Test
    void withoutADurationItEndsWithTheCredentials() {
        signIn(token());
        server.pass(Duration.ofMinutes(50));
        assertThat(whoIsIt()).contains("assumed-role/guest/zoe");
        server.pass(Duration.ofMinutes(11));
        assertThat(whoIsIt()).contains("ExpiredToken");
    }

    @Test
    void chainedRolesHaveNoDurationOfTheirOwn() {
        var chained = assumed(server.sts(TestServer.session(assumed())));
        assertThat(refused(tokenFor(session(chained), "SessionDuration", "900")))
                .contains("another role");
        assertThat(tokenFor(session(chained)).status()).isEqualTo(200);
    }

    @Test
    void aTokenCountsForAQuarterOfAnHourAsOftenAsItIsUsed() {
        var token = token();
        signIn(token);
        var first = browser.cookies().get("portcullis-session");
        signIn(token);
        assertThat(browser.cookies().get("portcullis-session")).isNotEqualTo(first);
        server.pass(Duration.ofMinutes(15));
        refused(link(token, "/console/"));
    }

    @Test
    void onlyATokenOfThisServerForThisPurposeCounts() {
        signIn(token());
        var cookie = browser.cookies().getOrDefault("portcullis-session", "");
        refused(link(cookie, "/console/"));
        refused(link(browser.page(), "/console/"));
        refused(link("", "/console/"));
        try (var other = TestServer.start()) {
            var there = new Browser(other);
            assertThat(there.get("/federation?" + query(Map.of("Action", "login", "SigninToken", token())))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void aTokenOfCredentialsThatWereRevokedSignsNobodyIn() {
        var token = token();
        signIn(token);
        new PortcullisClient(server.endpoint(), server.root())
                .call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":role/guest"));
        refused(link(token, "/console/"));
        assertThat(whoIsIt()).contains("InvalidClientTokenId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "javascript:alert(1)",
                "http:evil.example",
                "",
                "console",
                "http://localhost.evil.example/",
                "/a\nb",
                "/<img>"
            })
    void aDestinationIsAPathOfThisServer(String destination) {
        assertThat(refused(link(token(), destination))).contains("Destination");
    }

    @Test
    void theWholeAddressOfThisServerWillDo() {
        assertThat(link(token(), browser.origin() + "/console/switchrole").hidden())
                .containsEntry("Destination", "/console/switchrole");
        assertThat(refused(link(token(), browser.origin() + "//evil.example"))).contains("Destination");
    }

    @Test
    void aPageOfAnotherSiteCannotSignABrowserInUnasked() {
        var page = link(token(), "/console/");
        var form = new LinkedHashMap<>(page.hidden());
        var elsewhere = browser.post(
                "/federation",
                "application/x-www-form-urlencoded",
                query(form),
                Map.of("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"));
        assertThat(elsewhere.http().headers().allValues("Set-Cookie")).isEmpty();
        assertThat(elsewhere.body()).doesNotContain("data-half").contains("id=\"federated\"");
    }

    @Test
    void signingOutAsksWhereAnotherSiteSentTheBrowser() {
        assertThat(get("Action", "logout").body()).contains("data-at-once=\"false\"");
        assertThat(refused(get("Action", "getSigninTokens"))).contains("Action");
        assertThat(refused(browser.get("/federation?Action=login&Action=logout")))
                .contains("twice");
    }

    @Test
    void everySessionOfARoleSessionEndsEverywhereAndNobodyElses() {
        signIn(token());
        var first = Map.copyOf(browser.cookies());
        var half = browser.half();
        var other = sts.assumeRole(request -> request.roleArn("arn:aws:iam::" + TestServer.ACCOUNT + ":role/guest")
                        .roleSessionName("yan"))
                .credentials();
        signIn(tokenFor(session(other)).get("SigninToken"));
        assertThat(browser.api("sign-out-everywhere").status()).isEqualTo(200);
        browser.cookies().putAll(first);
        browser.half(half);
        assertThat(whoIsIt()).contains("assumed-role/guest/zoe");
    }

    @Test
    void aSessionOfARoleSwitchesToAnotherForAnHourAtMost() {
        iam.createRole(request ->
                request.roleName("next").assumeRolePolicyDocument(TRUST).maxSessionDuration(43200));
        signIn(token());
        var acting = browser.api("switch-role", "account", TestServer.ACCOUNT, "roleName", "next");
        assertThat(acting.get("arn")).endsWith("assumed-role/next/zoe");
        var id = Map.of("x-portcullis-acting", acting.get("acting"));
        assertThat(browser.query("2011-06-15", "GetCallerIdentity", id).body()).contains("assumed-role/next/zoe");
    }
}
