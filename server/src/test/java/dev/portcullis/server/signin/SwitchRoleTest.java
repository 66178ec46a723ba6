// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.audit.AuditFiles;
import dev.portcullis.server.mfa.Codes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;

/** Acting as a role within a browser session. */
class SwitchRoleTest {
    private static final String GOOD = "Correct horse 7";
    private static final String EVERYTHING = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
    private static final String ONLY_SWITCH = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}""";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"sts:AssumeRole"%s}]}""";

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();

    @BeforeEach
    void prepare() {
        user("ann", ONLY_SWITCH);
        role("admin", "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void user(String name, String policy) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(request -> request.userName(name).password(GOOD));
        iam.putUserPolicy(request -> request.userName(name).policyName("p").policyDocument(policy));
    }

    private void role(String name, String condition) {
        iam.createRole(request -> request.roleName(name)
                .assumeRolePolicyDocument(TRUST.formatted(TestServer.ACCOUNT, condition))
                .maxSessionDuration(7200));
        iam.putRolePolicy(request -> request.roleName(name).policyName("p").policyDocument(EVERYTHING));
    }

    private Browser signedIn(String name) {
        var browser = new Browser(server);
        assertThat(browser.password(name, GOOD).get("state")).isEqualTo("signedIn");
        return browser;
    }

    private static Browser.Answer switchTo(Browser browser, String role) {
        return browser.api("switch-role", "account", TestServer.ACCOUNT, "roleName", role);
    }

    private static Map<String, String> as(String id) {
        return Map.of("x-portcullis-acting", id);
    }

    private static Browser.Answer identity(Browser browser, String id) {
        return browser.query("2011-06-15", "GetCallerIdentity", as(id));
    }

    private static String code(Browser.Answer answer) {
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        return answer.body().replaceAll("(?s).*<Code>(.*)</Code>.*", "$1");
    }

    @Test
    void aTabActsAsARoleWhileTheOthersGoOnAsTheUser() {
        var ann = signedIn("ann");
        var acting = switchTo(ann, "admin");
        assertThat(acting.get("state")).isEqualTo("acting");
        assertThat(acting.get("arn")).isEqualTo("arn:aws:sts::" + TestServer.ACCOUNT + ":assumed-role/admin/ann");
        assertThat(acting.body()).doesNotContain("ecret").doesNotContain("oken");

        assertThat(identity(ann, acting.get("acting")).body()).contains("assumed-role/admin/ann");
        assertThat(ann.query("2010-05-08", "ListUsers", as(acting.get("acting")))
                        .status())
                .isEqualTo(200);
        assertThat(ann.iam("ListUsers").body()).contains("user/ann is not authorized");
        assertThat(ann.api("acting", as(acting.get("acting"))).get("roleName")).isEqualTo("admin");
    }

    @Test
    void theAliasOfTheAccountWillDo() {
        iam.createAccountAlias(request -> request.accountAlias("acme"));
        var ann = signedIn("ann");
        var acting = ann.api("switch-role", "account", "ACME", "roleName", "admin");
        assertThat(acting.get("alias")).isEqualTo("acme");
    }

    @Test
    void whoMayNotIsToldTheSameAsForWhatIsNotThere() {
        user("eve", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}]}""");
        var eve = signedIn("eve");
        var refused = switchTo(eve, "admin");
        assertThat(refused.status()).isEqualTo(403);
        for (var account : new String[] {TestServer.ACCOUNT, "999999999999", "nobody", "", "*"}) {
            for (var role : new String[] {"none", "", "admin:x", "../admin", "ADMIN", "*"}) {
                var other = eve.api("switch-role", "account", account, "roleName", role);
                assertThat(other.status()).isEqualTo(403);
                assertThat(other.body()).isEqualTo(refused.body());
            }
        }
    }

    @Test
    void theTrustPolicySeesTheSecondFactorOfTheSession() {
        role("careful", ",\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}");
        assertThat(switchTo(signedIn("ann"), "careful").status()).isEqualTo(403);

        user("mia", ONLY_SWITCH);
        var phone = Codes.enable(server, iam, "mia");
        var mia = new Browser(server);
        var asked = mia.password("mia", GOOD);
        mia.api("second-factor", "ticket", asked.get("ticket"), "code", phone.shows(0));
        assertThat(switchTo(mia, "careful").get("state")).isEqualTo("acting");
    }

    @Test
    void rootSwitchesToNoRole() {
        new PortcullisClient(server.endpoint(), server.root()).call("SetRootPassword", Map.of("NewPassword", GOOD));
        var root = new Browser(server);
        assertThat(root.rootPassword(GOOD).get("state")).isEqualTo("signedIn");
        assertThat(switchTo(root, "admin").status()).isEqualTo(403);
    }

    @Test
    void aRoleOfAnotherAccountActsThere() {
        var root = new PortcullisClient(server.endpoint(), server.root());
        var other = root.call("CreateAccount", Map.of("AccountName", "other", "Email", "other@example.com"));
        var there = other.texts("AccountId").getFirst();
        var iamThere = server.iam(
                AwsBasicCredentials.create(other.texts("AccessKeyId").getLast(), other.text("SecretAccessKey")));
        iamThere.createRole(request -> request.roleName("guest")
                .assumeRolePolicyDocument(TRUST.formatted("arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann", "")));
        iamThere.putRolePolicy(
                request -> request.roleName("guest").policyName("p").policyDocument(EVERYTHING));

        var ann = signedIn("ann");
        var acting = ann.api("switch-role", "account", there, "roleName", "guest");
        var id = acting.get("acting");
        assertThat(identity(ann, id).body()).contains("<Account>" + there + "</Account>");
        assertThat(ann.query("2010-05-08", "CreateUser", as(id), "UserName", "made-there")
                        .status())
                .isEqualTo(200);
        assertThat(iamThere.listUsers().users())
                .anyMatch(user -> user.userName().equals("made-there"));

        iam.updateLoginProfile(request -> request.userName("ann").password("Battery staple 8"));
        assertThat(code(identity(ann, id))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void theIdOfAnotherSessionsRoleIsWorthNothing() {
        var ann = signedIn("ann");
        var id = switchTo(ann, "admin").get("acting");
        user("eve", EVERYTHING);
        assertThat(code(identity(signedIn("eve"), id))).isEqualTo("InvalidClientTokenId");
        assertThat(code(identity(signedIn("ann"), id)))
                .as("not even of the same user")
                .isEqualTo("InvalidClientTokenId");
        ann.cookies().clear();
        assertThat(code(identity(ann, id))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void theIdAloneIsNoCredential() {
        var id = switchTo(signedIn("ann"), "admin").get("acting");
        assertThat(code(identity(new Browser(server), id))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void goingBackEndsTheRoleAndNotTheSession() {
        var ann = signedIn("ann");
        var id = switchTo(ann, "admin").get("acting");
        var other = switchTo(ann, "admin").get("acting");
        assertThat(ann.api("back", as(id)).get("name")).isEqualTo("ann");
        assertThat(code(identity(ann, id))).isEqualTo("InvalidClientTokenId");
        assertThat(identity(ann, other).status()).isEqualTo(200);
        assertThat(ann.sts("GetCallerIdentity").status()).isEqualTo(200);
    }

    @Test
    void revokingTheRolesSessionsEndsIt() {
        var ann = signedIn("ann");
        var id = switchTo(ann, "admin").get("acting");
        var one = switchTo(ann, "admin").get("acting");
        var root = new PortcullisClient(server.endpoint(), server.root());
        root.call("RevokeSessions", Map.of("SessionAccessKeyId", one));
        assertThat(code(identity(ann, one))).isEqualTo("InvalidClientTokenId");
        assertThat(identity(ann, id).status()).isEqualTo(200);

        root.call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":role/admin"));
        assertThat(code(identity(ann, id))).isEqualTo("InvalidClientTokenId");
        assertThat(ann.api("acting", as(id)).status()).isEqualTo(401);
        assertThat(ann.sts("GetCallerIdentity").status()).as("the user goes on").isEqualTo(200);
        assertThat(identity(ann, switchTo(ann, "admin").get("acting")).status()).isEqualTo(200);
    }

    @Test
    void theRoleGoesWithTheSessionAndWithTheUser() {
        var ann = signedIn("ann");
        var id = switchTo(ann, "admin").get("acting");
        var cookies = Map.copyOf(ann.cookies());
        ann.api("sign-out");
        ann.cookies().putAll(cookies);
        assertThat(code(identity(ann, id))).isEqualTo("ExpiredToken");

        var again = signedIn("ann");
        var next = switchTo(again, "admin").get("acting");
        new PortcullisClient(server.endpoint(), server.root())
                .call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann"));
        assertThat(code(identity(again, next))).isEqualTo("InvalidClientTokenId");
    }

    @Test
    void itLastsAsLongAsTheRoleAllowsAndOutlivesARestart() {
        var ann = signedIn("ann");
        var acting = switchTo(ann, "admin");
        assertThat(Duration.between(server.now(), Instant.parse(acting.get("expiresAt"))))
                .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(120));
        server.pass(Duration.ofMinutes(45));
        assertThat(identity(ann, acting.get("acting")).status()).isEqualTo(200);
        server.pass(Duration.ofMinutes(45));
        assertThat(identity(ann, acting.get("acting")).status()).isEqualTo(200);
        server.pass(Duration.ofMinutes(31));
        assertThat(code(identity(ann, acting.get("acting")))).isEqualTo("ExpiredToken");
        assertThat(ann.sts("GetCallerIdentity").status()).isEqualTo(200);
    }

    @Test
    void aSessionHasTwentyRolesAndAnotherOneEndsTheFirst() {
        var ann = signedIn("ann");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 21; i++) {
            ids.add(switchTo(ann, "admin").get("acting"));
        }
        assertThat(code(identity(ann, ids.getFirst()))).isEqualTo("InvalidClientTokenId");
        assertThat(identity(ann, ids.get(1)).status()).isEqualTo(200);
        assertThat(identity(ann, ids.getLast()).status()).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherOriginSwitchesNothing() {
        var ann = signedIn("ann");
        var elsewhere = Map.of("Origin", "http://evil.example");
        assertThat(ann.api("switch-role", elsewhere, "account", TestServer.ACCOUNT, "roleName", "admin")
                        .status())
                .isEqualTo(400);
        assertThat(ann.get("/console/switchrole?account=1&roleName=%22%3E%3Cimg%20onerror=x%3E")
                        .body())
                .as("a link fills in a form, by script, and does nothing")
                .doesNotContain("onerror")
                .contains("id=\"switch-role\"");
    }

    @Test
    void theAuditTellsWhoActsAsWhat() throws IOException {
        var ann = signedIn("ann");
        var id = switchTo(ann, "admin").get("acting");
        identity(ann, id);
        ann.api("back", as(id));
        server.restart(); // what waits is written
        var log = String.join("\n", AuditFiles.lines(server.dataDirectory()));
        assertThat(log).contains("SwitchRole", "ExitRole", id, "assumed-role/admin/ann");
    }
}
