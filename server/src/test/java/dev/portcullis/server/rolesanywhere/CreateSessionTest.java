// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.Documents.trustingServiceFully;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.rolesanywhere.AnywhereClient.Answer;
import dev.portcullis.server.x509.TestAuthority;
import dev.portcullis.server.x509.TestAuthority.Issued;
import dev.portcullis.server.x509.TestAuthority.KeyKind;
import dev.portcullis.server.x509.TestAuthority.Wish;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** CreateSession, as a workload with a certificate calls it, and as those call it who have another one. */
class CreateSessionTest {
    private static final String ANYWHERE = "rolesanywhere.amazonaws.com";
    private static final String REFUSED = "403 AccessDeniedException";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static TestServer server;
    private static AnywhereClient root;
    private static TestAuthority authority;

    private String role;
    private String anchor;
    private String profile;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        root = new AnywhereClient(server.endpoint(), server.root());
        authority = TestAuthority.root("CN=Root,O=Example");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void aRoleAnAnchorAndAProfile() {
        role = role(trustingServiceFully(ANYWHERE));
        anchor = root.trustAnchor("ours", authority.own().pem());
        profile = root.profile("workloads", role);
    }

    /** There are 50 at most. */
    @AfterEach
    void theAnchorGoes() {
        root.delete("/trustanchor/" + AnywhereClient.id(anchor));
    }

    private static String role(String trust) {
        var name = "workload-" + NAMES.incrementAndGet();
        var arn = server.iam()
                .createRole(request -> request.roleName(name).assumeRolePolicyDocument(trust))
                .role()
                .arn();
        server.iam()
                .putRolePolicy(
                        request -> request.roleName(name)
                                .policyName("list")
                                .policyDocument(
                                        statement(
                                                "\"Effect\":\"Allow\",\"Action\":[\"iam:ListUsers\",\"iam:ListRoles\"],\"Resource\":\"*\"")));
        return arn;
    }

    private static String roleName(String arn) {
        return AnywhereClient.id(arn);
    }

    private static Workload workload(Issued identity, TestAuthority... chain) {
        return Workload.of(server.endpoint(), identity, chain);
    }

    private Answer createSession(Workload workload) {
        return workload.createSession(anchor, profile, role);
    }

    private static String identity(Answer session) {
        return server.sts(Workload.credentials(session)).getCallerIdentity().arn();
    }

    private static void assertEnded(Answer session) {
        assertThatThrownBy(() -> identity(session))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
    }

    // What it is for

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"RSA_2048", "P_256", "P_384"})
    void aWorkloadGetsASessionOfTheRole(KeyKind kind) {
        var certificate = authority.issue(Wish.of("CN=web-1,O=Example").kind(kind));
        var answer = createSession(workload(certificate));
        assertThat(answer.status()).isEqualTo(201);
        var serial = certificate.certificate().getSerialNumber().toString(16);
        var name = serial.length() % 2 == 0 ? serial : "0" + serial;
        var set = answer.body().at("/credentialSet/0");
        assertThat(set.path("sourceIdentity").asString()).isEqualTo("CN=web-1");
        assertThat(set.path("roleArn").asString()).isEqualTo(role);
        assertThat(set.at("/assumedRoleUser/arn").asString())
                .isEqualTo("arn:aws:sts::" + TestServer.ACCOUNT + ":assumed-role/" + roleName(role) + "/" + name);
        assertThat(set.at("/assumedRoleUser/assumedRoleId").asString()).endsWith(":" + name);
        assertThat(answer.body().path("subjectArn").asString())
                .startsWith("arn:aws:rolesanywhere:us-east-1:" + TestServer.ACCOUNT + ":subject/");
        assertThat(identity(answer)).isEqualTo(set.at("/assumedRoleUser/arn").asString());
        assertThatCode(() -> server.iam(Workload.credentials(answer)).listUsers())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> server.iam(Workload.credentials(answer)).listGroups())
                .hasMessageContaining("iam:ListGroups");
    }

    @Test
    void theChainFillsTheWayToTheAnchorInAnyOrder() {
        var upper = authority.below("CN=Upper");
        var lower = upper.below("CN=Lower", wish -> wish.authority(0));
        var certificate = lower.issue("CN=web");
        assertThat(createSession(workload(certificate, lower, upper)).status()).isEqualTo(201);
        assertThat(createSession(workload(certificate, upper, authority, lower)).status())
                .isEqualTo(201);
        assertThat(createSession(workload(certificate, upper)).error()).isEqualTo(REFUSED);
    }

    @Test
    void anAuthorityThatAnotherOneCertifiedMayBeTheAnchor() {
        var lower = authority.below("CN=Lower", wish -> wish.authority(0));
        var own = root.trustAnchor("lower", lower.own().pem());
        assertThat(workload(lower.issue("CN=web"))
                        .createSession(own, profile, role)
                        .status())
                .isEqualTo(201);
        var tooDeep = lower.below("CN=Too deep", wish -> wish.authority(0));
        assertThat(workload(tooDeep.issue("CN=web"), tooDeep)
                        .createSession(own, profile, role)
                        .error())
                .isEqualTo(REFUSED);
        root.delete("/trustanchor/" + AnywhereClient.id(own));
    }

    @Test
    void theTagsOfTheSessionAreWhatTheProfileMaps() {
        var certificate = authority.issue(Wish.of("CN=web,OU=B,OU=A,O=Example\\, Inc.")
                .alternativeNames(
                        new GeneralName(GeneralName.dNSName, "web.example"),
                        new GeneralName(GeneralName.dNSName, "other.example"),
                        new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example/web"),
                        new GeneralName(new X500Name("CN=inside"))));
        tagged(certificate, "x509Subject/CN", "web");
        tagged(certificate, "x509Subject/O", "Example, Inc.");
        tagged(certificate, "x509Issuer/CN", "Root");
        tagged(certificate, "x509SAN/DNS", "web.example");
        tagged(certificate, "x509SAN/URI", "spiffe://example/web");
        tagged(certificate, "x509SAN/Name/CN", "inside");
        root.put(
                        "/profiles/" + AnywhereClient.id(profile) + "/mappings",
                        Map.of("certificateField", "x509Subject", "mappingRules", List.of(Map.of("specifier", "OU"))))
                .ok();
        tagged(certificate, "x509Subject/OU", "B/A");
        var only = role(trustWith("\"StringEquals\":{\"aws:PrincipalTag/x509Subject/CN\":\"web\"}"));
        var other = root.profile("other", only);
        root.delete("/profiles/" + AnywhereClient.id(other) + "/mappings?certificateField=x509Subject&specifiers=*")
                .ok();
        assertThat(workload(certificate).createSession(anchor, other, only).error())
                .as("what is not mapped is not there")
                .isEqualTo(REFUSED);
    }

    /** The session has that tag, by a policy of the role that asks for it. */
    private void tagged(Issued certificate, String key, String value) {
        server.iam()
                .putRolePolicy(request -> request.roleName(roleName(role))
                        .policyName("list")
                        .policyDocument(
                                statement("\"Effect\":\"Allow\",\"Action\":\"iam:ListUsers\",\"Resource\":\"*\","
                                        + "\"Condition\":{\"StringEquals\":{\"aws:PrincipalTag/" + key + "\":\"" + value
                                        + "\",\"aws:SourceIdentity\":\"CN=web\"}}")));
        var answer = createSession(workload(certificate));
        assertThatCode(() -> server.iam(Workload.credentials(answer)).listUsers())
                .as(key)
                .doesNotThrowAnyException();
    }

    private static String trustWith(String condition) {
        return statement("\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"" + ANYWHERE
                + "\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"],\"Condition\":{"
                + condition + "}");
    }

    @Test
    void theTrustPolicyDecidesByTheCertificateAndTheAnchor() {
        var byName = role(trustWith("\"StringEquals\":{\"aws:PrincipalTag/x509Subject/CN\":\"web\","
                + "\"aws:PrincipalTag/x509Issuer/CN\":\"Root\",\"sts:SourceIdentity\":\"CN=web\"},"
                + "\"ArnEquals\":{\"aws:SourceArn\":\"" + anchor + "\"}"));
        var own = root.profile("by name", byName);
        assertThat(workload(authority.issue("CN=web"))
                        .createSession(anchor, own, byName)
                        .status())
                .isEqualTo(201);
        var other = workload(authority.issue("CN=db")).createSession(anchor, own, byName);
        assertThat(other.error()).isEqualTo(REFUSED);
        assertThat(other.message()).isEqualTo("Unable to assume role for " + byName);
        var twin = root.trustAnchor("twin", authority.own().pem());
        assertThat(workload(authority.issue("CN=web"))
                        .createSession(twin, own, byName)
                        .error())
                .as("through another anchor")
                .isEqualTo(REFUSED);
        root.delete("/trustanchor/" + AnywhereClient.id(twin));
    }

    @Test
    void theTrustPolicyMustAllowAllThreeActions() {
        var lacking = role(trustingService(ANYWHERE));
        var own = root.profile("lacking", lacking);
        assertThat(workload(authority.issue("CN=web"))
                        .createSession(anchor, own, lacking)
                        .error())
                .isEqualTo(REFUSED);
    }

    @Test
    void aSessionHasTheLimitsOfItsProfile() {
        root.patch(
                        "/profile/" + AnywhereClient.id(profile),
                        Map.of(
                                "sessionPolicy",
                                allow("iam:ListRoles"),
                                "durationSeconds",
                                900,
                                "acceptRoleSessionName",
                                true))
                .ok();
        var answer = workload(authority.issue("CN=web"))
                .createSession(anchor, profile, role, Map.of("durationSeconds", 3_600, "roleSessionName", "web-1"));
        assertThat(identity(answer)).endsWith("/web-1");
        var expiration = Instant.parse(
                answer.body().at("/credentialSet/0/credentials/expiration").asString());
        assertThat(Duration.between(server.now(), expiration))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
        var iam = server.iam(Workload.credentials(answer));
        assertThatCode(iam::listRoles).doesNotThrowAnyException();
        assertThatThrownBy(iam::listUsers).hasMessageContaining("session policy");
    }

    @Test
    void aSessionNameMustBeAccepted() {
        assertThat(workload(authority.issue("CN=web"))
                        .createSession(anchor, profile, role, Map.of("roleSessionName", "admin"))
                        .error())
                .isEqualTo(REFUSED);
    }

    @Test
    void instancePropertiesMayBeRequiredAndAreTold() {
        var strict = root.post(
                        "/profiles",
                        Map.of(
                                "name",
                                "strict",
                                "enabled",
                                true,
                                "requireInstanceProperties",
                                true,
                                "roleArns",
                                List.of(role)))
                .ok()
                .at("/profile/profileArn")
                .asString();
        var workload = workload(authority.issue("CN=props"));
        assertThat(workload.createSession(anchor, strict, role).error()).isEqualTo("400 ValidationException");
        var answer =
                workload.createSession(anchor, strict, role, Map.of("instanceProperties", Map.of("host", "rack 7")));
        var subject = root.get("/subject/"
                        + AnywhereClient.id(answer.ok().path("subjectArn").asString()))
                .ok()
                .path("subject");
        assertThat(subject.path("x509Subject").asString()).isEqualTo("CN=props");
        assertThat(subject.at("/instanceProperties/0/properties/host").asString())
                .isEqualTo("rack 7");
        assertThat(subject.at("/credentials/0/serialNumber").asString())
                .isEqualTo(workload.identity().certificate().getSerialNumber().toString());
        assertThat(subject.at("/credentials/0/failed").asBoolean()).isFalse();
        assertThat(root.get("/subjects").ok().path("subjects").findValuesAsString("x509Subject"))
                .contains("CN=props");
    }

    // What ends a session

    @Test
    void aSessionEndsWithTheEpochOfItsRole() {
        var answer = createSession(workload(authority.issue("CN=web")));
        var client = new PortcullisClient(server.endpoint(), server.root());
        client.call("RevokeSessions", Map.of("PrincipalArn", role));
        assertEnded(answer);
        assertThat(createSession(workload(authority.issue("CN=web"))).status()).isEqualTo(201);
    }

    @Test
    void aSessionEndsWhenItsAnchorOrProfileIsDisabledOrItsRoleIsTakenFromTheProfile() {
        var answer = createSession(workload(authority.issue("CN=web")));
        root.post("/trustanchor/" + AnywhereClient.id(anchor) + "/disable", Map.of())
                .ok();
        assertEnded(answer);
        root.post("/trustanchor/" + AnywhereClient.id(anchor) + "/enable", Map.of())
                .ok();
        assertThat(identity(answer)).contains("assumed-role");
        root.post("/profile/" + AnywhereClient.id(profile) + "/disable", Map.of())
                .ok();
        assertEnded(answer);
        root.post("/profile/" + AnywhereClient.id(profile) + "/enable", Map.of())
                .ok();
        root.patch("/profile/" + AnywhereClient.id(profile), Map.of("roleArns", List.of()))
                .ok();
        assertEnded(answer);
        root.patch("/profile/" + AnywhereClient.id(profile), Map.of("roleArns", List.of(role)))
                .ok();
        assertThat(identity(answer)).contains("assumed-role");
        root.delete("/profile/" + AnywhereClient.id(profile)).ok();
        assertEnded(answer);
    }

    // Who is refused

    @Test
    void aDisabledOrAbsentAnchorVouchesForNobody() {
        var workload = workload(authority.issue("CN=web"));
        root.post("/trustanchor/" + AnywhereClient.id(anchor) + "/disable", Map.of())
                .ok();
        var disabled = createSession(workload);
        var absent = workload.createSession(anchor.replaceAll("[0-9a-f]{12}$", "000000000000"), profile, role);
        var nowhere = workload.createSession(anchor.replace(TestServer.ACCOUNT, "999999999999"), profile, role);
        assertThat(Stream.of(disabled, absent, nowhere).map(Answer::error)).containsOnly(REFUSED);
        assertThat(Stream.of(disabled, absent, nowhere).map(Answer::message))
                .as("nobody learns what there is")
                .containsOnly("Untrusted signing certificate");
    }

    @Test
    void aDisabledProfileOrOneWithoutTheRoleGivesNothing() {
        var workload = workload(authority.issue("CN=web"));
        var other = role(trustingServiceFully(ANYWHERE));
        assertThat(workload.createSession(anchor, profile, other).error()).isEqualTo(REFUSED);
        root.post("/profile/" + AnywhereClient.id(profile) + "/disable", Map.of())
                .ok();
        assertThat(createSession(workload).error()).isEqualTo(REFUSED);
        root.delete("/profile/" + AnywhereClient.id(profile)).ok();
        assertThat(createSession(workload).error()).isEqualTo("404 ResourceNotFoundException");
    }

    static Stream<Wish> badCertificates() {
        var now = Instant.now();
        var day = Duration.ofDays(1);
        return Stream.of(
                Wish.of("CN=expired").valid(now.minus(day.multipliedBy(3)), now.minus(day)),
                Wish.of("CN=not yet").valid(now.plus(day), now.plus(day.multipliedBy(3))),
                Wish.of("CN=authority").authority(0),
                Wish.of("CN=authority-that-signs").authority(0).usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign),
                Wish.of("CN=no-usage").usage(0),
                Wish.of("CN=only-encrypts").usage(KeyUsage.keyEncipherment),
                Wish.of("CN=weak").kind(KeyKind.RSA_1024),
                Wish.of("CN=version-1").version1(),
                Wish.of("CN=unknown").unknownCriticalExtension(),
                Wish.of("CN=negative").serial(BigInteger.valueOf(-7)),
                Wish.of("CN=zero").serial(BigInteger.ZERO),
                Wish.of("O=no common name"),
                Wish.of("CN=has a blank"),
                Wish.of("CN=" + "x".repeat(62)));
    }

    @ParameterizedTest
    @MethodSource("badCertificates")
    void aCertificateThatIsNoGoodIsRefusedWhoeverIssuedIt(Wish wish) {
        assertThat(createSession(workload(authority.issue(wish))).error()).isEqualTo(REFUSED);
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedWhateverItIsCalled() {
        var foreign = TestAuthority.root("CN=Other");
        var impostor = authority.impostor();
        assertThat(createSession(workload(foreign.issue("CN=web"))).error()).isEqualTo(REFUSED);
        assertThat(createSession(workload(impostor.issue("CN=web"))).error()).isEqualTo(REFUSED);
        assertThat(createSession(workload(impostor.issue("CN=web"), impostor)).error())
                .isEqualTo(REFUSED);
        var below = impostor.below("CN=Below");
        assertThat(createSession(workload(below.issue("CN=web"), below, authority, impostor))
                        .error())
                .isEqualTo(REFUSED);
        var selfSigned = TestAuthority.root(Wish.of("CN=web")).own();
        assertThat(createSession(workload(selfSigned)).error()).isEqualTo(REFUSED);
        assertThat(createSession(workload(authority.own())).error())
                .as("the authority itself")
                .isEqualTo(REFUSED);
    }

    @Test
    void nobodyBelowAnEndCertificateIsTrusted() {
        var end = authority.below("CN=end", wish -> wish);
        assertThat(createSession(workload(end.issue("CN=web"), end)).error()).isEqualTo(REFUSED);
        var short0 = authority.below("CN=short", wish -> wish.authority(0));
        var tooDeep = short0.below("CN=deep", wish -> wish.authority(0));
        assertThat(createSession(workload(tooDeep.issue("CN=web"), tooDeep, short0))
                        .error())
                .isEqualTo(REFUSED);
    }

    @Test
    void anAuthorityWhoseTimeIsOverVouchesForNobody() {
        var now = Instant.now();
        var brief = TestAuthority.root(
                Wish.of("CN=Brief").authority(1).valid(now.minusSeconds(3_600), now.plusSeconds(120)));
        var own = root.trustAnchor("brief", brief.own().pem());
        var workload = workload(brief.issue("CN=web"));
        assertThat(workload.createSession(own, profile, role).status()).isEqualTo(201);
        server.pass(Duration.ofMinutes(3));
        assertThat(workload.createSession(own, profile, role).error()).isEqualTo(REFUSED);
        server.pass(Duration.ofMinutes(-3));
        root.delete("/trustanchor/" + AnywhereClient.id(own));
    }

    @Test
    void whatIsRevokedIsRefusedAsLongAsTheListIsEnabled() {
        var good = authority.issue("CN=good");
        var bad = authority.issue("CN=bad");
        var list = root.post(
                        "/crls",
                        Map.of(
                                "name",
                                "revoked",
                                "enabled",
                                true,
                                "trustAnchorArn",
                                anchor,
                                "crlData",
                                Base64.getEncoder().encodeToString(authority.revoking(bad))))
                .ok()
                .at("/crl/crlId")
                .asString();
        assertThat(createSession(workload(good)).status()).isEqualTo(201);
        assertThat(createSession(workload(bad)).message()).contains("revoked");
        root.post("/crl/" + list + "/disable", Map.of()).ok();
        assertThat(createSession(workload(bad)).status()).isEqualTo(201);
        root.post("/crl/" + list + "/enable", Map.of()).ok();
        root.patch("/crl/" + list, Map.of("crlData", Base64.getEncoder().encodeToString(authority.revoking(good, bad))))
                .ok();
        assertThat(createSession(workload(good)).error()).isEqualTo(REFUSED);
    }

    @Test
    void anAuthorityOnTheWayMayRevokeAndBeRevoked() {
        var below = authority.below("CN=Below");
        var good = below.issue("CN=good");
        var bad = below.issue("CN=bad");
        importList(below.revoking(bad));
        assertThat(createSession(workload(good, below)).status()).isEqualTo(201);
        assertThat(createSession(workload(bad, below)).error()).isEqualTo(REFUSED);
        importList(authority.revoking(below.own()));
        assertThat(createSession(workload(good, below)).error()).isEqualTo(REFUSED);
    }

    @Test
    void aListThatIsNotOfWhoItSaysLetsNobodyThrough() {
        var below = authority.below("CN=Below");
        var forged = below.impostor().revoking();
        importList(forged);
        assertThat(createSession(workload(below.issue("CN=web"), below)).error())
                .isEqualTo(REFUSED);
    }

    private void importList(byte[] list) {
        root.post(
                        "/crls",
                        Map.of(
                                "name",
                                "list",
                                "enabled",
                                true,
                                "trustAnchorArn",
                                anchor,
                                "crlData",
                                Base64.getEncoder().encodeToString(list)))
                .ok();
    }

    // Signatures

    @Test
    void aSignatureOverSomethingElseIsRefused() {
        var workload = workload(authority.issue("CN=web"));
        var other = authority.issue("CN=admin");
        var answers = Map.of(
                "another body", createSession(workload.bodyOnTheWay(body -> "{\"durationSeconds\":43200}")),
                "another certificate",
                        createSession(workload.headersOnTheWay(headers ->
                                with(headers, "x-amz-x509", Base64.getEncoder().encodeToString(other.der())))),
                "a chain that was added",
                        createSession(workload.headersOnTheWay(headers -> with(
                                headers,
                                "x-amz-x509-chain",
                                Base64.getEncoder()
                                        .encodeToString(authority.own().der())))),
                "another date",
                        createSession(
                                workload.headersOnTheWay(headers -> with(headers, "x-amz-date", "20260101T000000Z"))),
                "another serial number", createSession(workload.serial("1")),
                "another service", createSession(workload.scope("us-east-1", "sts")),
                "too old", createSession(workload.at(Instant.now().minusSeconds(400))),
                "from the future", createSession(workload.at(Instant.now().plusSeconds(400))));
        assertThat(answers).allSatisfy((name, answer) -> {
            assertThat(answer.status()).as(name).isEqualTo(403);
            assertThat(answer.body().has("credentialSet")).as(name).isFalse();
        });
        assertThat(answers)
                .hasEntrySatisfying(
                        "another body",
                        answer -> assertThat(answer.errorType()).isEqualTo("InvalidSignatureException"));
        assertThat(createSession(workload).status()).isEqualTo(201);
    }

    @Test
    void anAnchorIsOfItsRegionAlone() {
        assertThat(createSession(workload(authority.issue("CN=web")).scope("eu-west-1", "rolesanywhere"))
                        .error())
                .isEqualTo(REFUSED);
    }

    @Test
    void aKeyOfOneKindDoesNotPassAsOneOfAnother() {
        var ec = workload(authority.issue("CN=web"));
        var rsa = workload(authority.issue(Wish.of("CN=web").kind(KeyKind.RSA_2048)));
        assertThat(createSession(ec.algorithm("AWS4-X509-RSA-SHA256")).error())
                .isEqualTo("403 InvalidSignatureException");
        assertThat(createSession(rsa.algorithm("AWS4-X509-ECDSA-SHA256")).error())
                .isEqualTo("403 InvalidSignatureException");
        assertThat(createSession(rsa.algorithm("AWS4-X509-MLDSA")).error()).startsWith("403 ");
    }

    @Test
    void hugeChainsAreNotLookedAt() {
        var one = authority.own().der();
        var workload = workload(authority.issue("CN=web"));
        assertThat(createSession(workload.chain(List.of(one, one, one, one, one, one)))
                        .error())
                .isEqualTo("403 IncompleteSignatureException");
        assertThat(createSession(workload.chain(List.of(new byte[20_000]))).error())
                .isEqualTo("403 IncompleteSignatureException");
        assertThat(createSession(workload.chain(List.of(new byte[300]))).error())
                .as("what is no certificate")
                .isEqualTo(REFUSED);
    }

    @Test
    void headersThatCannotBeReadAreRefusedAndNothingElseHappens() {
        var workload = workload(authority.issue("CN=web"));
        var random = new Random(7);
        for (int round = 0; round < 60; round++) {
            var answer = createSession(workload.headersOnTheWay(headers -> mangled(headers, random)));
            assertThat(answer.status()).as("round %d: %s", round, answer).isIn(400, 403, 404, 429);
        }
    }

    private static Map<String, String> mangled(Map<String, String> headers, Random random) {
        var names = List.of("authorization", "x-amz-x509", "x-amz-date", "content-type");
        var name = names.get(random.nextInt(names.size()));
        var value = new StringBuilder(String.valueOf(headers.get(name)));
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(value.length());
            switch (random.nextInt(3)) {
                case 0 -> value.setCharAt(at, (char) (' ' + random.nextInt(95)));
                case 1 -> value.delete(at, Math.min(value.length() - 1, at + 1 + random.nextInt(40)));
                default -> value.insert(at, value.substring(0, Math.min(at, 60)));
            }
        }
        return value.toString().equals(headers.get(name))
                ? with(headers, name, "")
                : with(headers, name, value.toString());
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var next = new LinkedHashMap<>(headers);
        next.put(name, value);
        return next;
    }

    @Test
    void aBodyThatIsNoRequestIsRefused() {
        var workload = workload(authority.issue("CN=web"));
        var query = new TreeMap<>(Map.of("trustAnchorArn", anchor, "profileArn", profile, "roleArn", role));
        assertThat(workload.send(query, "[]").error()).isEqualTo("400 SerializationException");
        assertThat(workload.send(query, "{\"durationSeconds\":1}").error()).isEqualTo("400 ValidationException");
        query.remove("roleArn");
        assertThat(workload.send(query, "{}").error()).isEqualTo("400 ValidationException");
    }

    @Test
    void anAccessKeyIsNoCertificate() {
        assertThat(root.post(
                                "/sessions?profileArn=" + profile + "&roleArn=" + role + "&trustAnchorArn=" + anchor,
                                Map.of())
                        .error())
                .isEqualTo("403 MissingAuthenticationTokenException");
    }
}
