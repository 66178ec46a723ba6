// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trustingServiceFully;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.TestServer;
import dev.portcullis.server.x509.TestAuthority;
import dev.portcullis.server.x509.TestAuthority.KeyKind;
import dev.portcullis.server.x509.TestAuthority.Wish;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trust anchors, profiles, revocation lists and tags over the wire: what is kept, what is refused, and who may. */
class ControlPlaneTest {
    private static final String INVALID = "400 ValidationException";
    private static final String DENIED = "403 AccessDeniedException";
    private static final String MISSING = "404 ResourceNotFoundException";
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static TestServer server;
    private static AnywhereClient root;
    private static TestAuthority authority;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        root = new AnywhereClient(server.endpoint(), server.root());
        authority = TestAuthority.root("CN=Root");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String role() {
        var name = "role-" + NAMES.incrementAndGet();
        return server.iam()
                .createRole(request -> request.roleName(name)
                        .assumeRolePolicyDocument(trustingServiceFully("rolesanywhere.amazonaws.com")))
                .role()
                .arn();
    }

    /** Somebody with that policy. */
    private static AnywhereClient user(String policy) {
        var name = "user-" + NAMES.incrementAndGet();
        var key = server.user(name);
        server.iam()
                .putUserPolicy(
                        request -> request.userName(name).policyName("policy").policyDocument(policy));
        return new AnywhereClient(server.endpoint(), key);
    }

    private static Map<String, ?> source(String type, Map<String, String> data) {
        return Map.of("name", "anchor", "source", Map.of("sourceType", type, "sourceData", data));
    }

    private static String encoded(byte[] list) {
        return Base64.getEncoder().encodeToString(list);
    }

    @Test
    void aTrustAnchorIsKeptChangedAndGone() {
        var made = root.post(
                        "/trustanchors",
                        source(
                                "CERTIFICATE_BUNDLE",
                                Map.of("x509CertificateData", authority.own().pem())))
                .ok()
                .path("trustAnchor");
        var id = made.path("trustAnchorId").asString();
        assertThat(made.path("trustAnchorArn").asString())
                .isEqualTo("arn:aws:rolesanywhere:us-east-1:" + TestServer.ACCOUNT + ":trust-anchor/" + id);
        assertThat(made.path("enabled").asBoolean()).isFalse();
        assertThat(made.at("/source/sourceType").asString()).isEqualTo("CERTIFICATE_BUNDLE");
        assertThat(Instant.parse(made.path("createdAt").asString())).isBeforeOrEqualTo(server.now());
        root.post("/trustanchor/" + id + "/enable", Map.of()).ok();
        root.patch("/trustanchor/" + id, Map.of("name", "renamed")).ok();
        var now = root.get("/trustanchor/" + id).ok().path("trustAnchor");
        assertThat(now.path("enabled").asBoolean()).isTrue();
        assertThat(now.path("name").asString()).isEqualTo("renamed");
        assertThat(now.at("/source/sourceData/x509CertificateData").asString())
                .isEqualTo(authority.own().pem());
        server.restart();
        root = new AnywhereClient(server.endpoint(), server.root());
        assertThat(root.get("/trustanchor/" + id).ok().path("trustAnchor")).isEqualTo(now);
        root.delete("/trustanchor/" + id).ok();
        assertThat(root.get("/trustanchor/" + id).error()).isEqualTo(MISSING);
    }

    static Stream<Map<String, ?>> badSources() {
        var now = Instant.now();
        var end = authority.issue("CN=web");
        var expired = TestAuthority.root(
                Wish.of("CN=Old").authority(1).valid(now.minusSeconds(7_200), now.minusSeconds(3_600)));
        var weak = TestAuthority.root(Wish.of("CN=Weak").authority(1).kind(KeyKind.RSA_1024));
        return Stream.of(
                source("AWS_ACM_PCA", Map.of("acmPcaArn", "arn:aws:acm-pca:us-east-1:1:certificate-authority/x")),
                source("SELF_SIGNED_REPOSITORY", Map.of()),
                source("CERTIFICATE_BUNDLE", Map.of()),
                source("CERTIFICATE_BUNDLE", Map.of("x509CertificateData", "not a certificate")),
                source("CERTIFICATE_BUNDLE", Map.of("x509CertificateData", end.pem())),
                source(
                        "CERTIFICATE_BUNDLE",
                        Map.of("x509CertificateData", expired.own().pem())),
                source(
                        "CERTIFICATE_BUNDLE",
                        Map.of("x509CertificateData", weak.own().pem())),
                source(
                        "CERTIFICATE_BUNDLE",
                        Map.of("x509CertificateData", authority.own().pem().repeat(21))));
    }

    @ParameterizedTest
    @MethodSource("badSources")
    void whatIsNoAuthorityIsNoAnchor(Map<String, ?> request) {
        assertThat(root.post("/trustanchors", request).error()).isEqualTo(INVALID);
    }

    @Test
    void notificationsAreNeverSaidToBeOn() {
        var id = AnywhereClient.id(root.trustAnchor("notified", authority.own().pem()));
        var path = "/put-notifications-settings";
        var setting = Map.of("event", "CA_CERTIFICATE_EXPIRY", "enabled", true);
        assertThat(root.patch(path, Map.of("trustAnchorId", id, "notificationSettings", List.of(setting)))
                        .error())
                .isEqualTo(INVALID);
        var off = Map.of("event", "CA_CERTIFICATE_EXPIRY", "enabled", false, "threshold", 30);
        var put = root.patch(path, Map.of("trustAnchorId", id, "notificationSettings", List.of(off)))
                .ok();
        var settings = put.at("/trustAnchor/notificationSettings");
        assertThat(settings.findValuesAsString("enabled")).containsOnly("false");
        assertThat(settings.at("/0/threshold").asInt()).isEqualTo(30);
        assertThat(settings.at("/0/configuredBy").asString()).endsWith(":root");
        var reset = root.patch(
                        "/reset-notifications-settings",
                        Map.of(
                                "trustAnchorId",
                                id,
                                "notificationSettingKeys",
                                List.of(Map.of("event", "CA_CERTIFICATE_EXPIRY"))))
                .ok();
        assertThat(reset.at("/trustAnchor/notificationSettings/0/configuredBy").asString())
                .isEqualTo("rolesanywhere.amazonaws.com");
        root.delete("/trustanchor/" + id).ok();
    }

    @Test
    void aProfileIsKeptAndChanged() {
        var role = role();
        var made = root.post(
                        "/profiles",
                        Map.of(
                                "name",
                                "profile",
                                "roleArns",
                                List.of(role),
                                "managedPolicyArns",
                                List.of("arn:aws:iam::aws:policy/ReadOnlyAccess"),
                                "sessionPolicy",
                                ALLOW_ALL,
                                "durationSeconds",
                                1_800,
                                "tags",
                                List.of(Map.of("key", "team", "value", "web"))))
                .ok()
                .path("profile");
        var id = made.path("profileId").asString();
        assertThat(made.path("enabled").asBoolean()).isFalse();
        assertThat(made.path("createdBy").asString()).endsWith(":root");
        assertThat(made.path("attributeMappings").findValuesAsString("certificateField"))
                .containsExactlyInAnyOrder("x509Subject", "x509Issuer", "x509SAN");
        root.patch("/profile/" + id, Map.of("name", "renamed", "managedPolicyArns", List.of()))
                .ok();
        var now = root.get("/profile/" + id).ok().path("profile");
        assertThat(now.path("name").asString()).isEqualTo("renamed");
        assertThat(now.path("managedPolicyArns"))
                .as("an empty list is not an absent one")
                .isEmpty();
        assertThat(now.path("roleArns")).hasSize(1);
        assertThat(now.path("sessionPolicy").asString()).isEqualTo(ALLOW_ALL);
        assertThat(now.path("durationSeconds").asInt()).isEqualTo(1_800);
        root.delete("/profiles/" + id + "/mappings?certificateField=x509SAN&specifiers=DNS&specifiers=URI")
                .ok();
        var mapped = root.put(
                        "/profiles/" + id + "/mappings",
                        Map.of(
                                "certificateField",
                                "x509Subject",
                                "mappingRules",
                                List.of(Map.of("specifier", "CN"), Map.of("specifier", "OU"))))
                .ok()
                .path("profile");
        assertThat(mapped.path("attributeMappings").findValuesAsString("specifier"))
                .containsExactlyInAnyOrder("*", "Name/*", "CN", "OU");
        assertThat(root.put(
                                "/profiles/" + id + "/mappings",
                                Map.of(
                                        "certificateField",
                                        "x509SAN",
                                        "mappingRules",
                                        List.of(Map.of("specifier", "Email"))))
                        .error())
                .isEqualTo(INVALID);
        root.delete("/profile/" + id).ok();
    }

    @Test
    void aProfileHasRolesOfTheAccountAndPoliciesThatAreThere() {
        assertThat(Stream.of(
                                Map.of("name", "a", "roleArns", List.of("arn:aws:iam::999999999999:role/other")),
                                Map.of("name", "a", "roleArns", List.of("no arn")),
                                Map.of("name", "a", "roleArns", List.of(), "sessionPolicy", "{}"),
                                Map.of("name", "a", "roleArns", List.of(), "durationSeconds", 60),
                                Map.of("name", "a?", "roleArns", List.of()),
                                Map.of("roleArns", List.of()),
                                Map.of(
                                        "name",
                                        "a",
                                        "roleArns",
                                        List.of(),
                                        "managedPolicyArns",
                                        List.of("arn:aws:iam::aws:policy/NoSuchPolicy")))
                        .map(request -> root.post("/profiles", request).error()))
                .containsOnly(INVALID);
    }

    @Test
    void aRevocationListIsKeptAsItIs() {
        var anchor = root.trustAnchor("revoking", authority.own().pem());
        var list = authority.revoking(authority.issue("CN=gone"));
        var made = root.post("/crls", Map.of("name", "list", "crlData", encoded(list), "trustAnchorArn", anchor))
                .ok()
                .path("crl");
        var path = "/crl/" + made.path("crlId").asString();
        assertThat(made.path("enabled").asBoolean()).isFalse();
        assertThat(made.path("crlData").asString()).isEqualTo(encoded(list));
        assertThat(root.get("/crls").ok().path("crls").findValuesAsString("crlArn"))
                .contains(made.path("crlArn").asString());
        assertThat(root.patch(path, Map.of("crlData", encoded(new byte[] {1, 2, 3})))
                        .error())
                .isEqualTo(INVALID);
        assertThat(root.patch(
                                path,
                                Map.of("crlData", encoded(authority.impostor().revoking())))
                        .error())
                .as("signed by somebody of the same name")
                .isEqualTo(INVALID);
        assertThat(root.post("/crls", Map.of("name", "list", "crlData", encoded(list), "trustAnchorArn", anchor + "0"))
                        .error())
                .isEqualTo(INVALID);
        root.delete(path).ok();
        assertThat(root.get(path).error()).isEqualTo(MISSING);
        root.delete("/trustanchor/" + AnywhereClient.id(anchor)).ok();
    }

    @Test
    void tagsAreSetShownAndTakenAway() {
        var arn = root.profile("tagged");
        assertThat(root.post(
                                "/TagResource",
                                Map.of("resourceArn", arn, "tags", List.of(Map.of("key", "team", "value", "web"))))
                        .status())
                .isEqualTo(201);
        assertThat(root.get("/ListTagsForResource?resourceArn=" + arn)
                        .ok()
                        .at("/tags/0/value")
                        .asString())
                .isEqualTo("web");
        root.post("/UntagResource", Map.of("resourceArn", arn, "tagKeys", List.of("team")))
                .ok();
        assertThat(root.get("/ListTagsForResource?resourceArn=" + arn).ok().path("tags"))
                .isEmpty();
        var many = new ArrayList<Map<String, String>>();
        for (int i = 0; i < 51; i++) {
            many.add(Map.of("key", "key" + i, "value", ""));
        }
        assertThat(root.post("/TagResource", Map.of("resourceArn", arn, "tags", many))
                        .error())
                .isEqualTo("400 TooManyTagsException");
        assertThat(root.get("/ListTagsForResource?resourceArn=" + arn + "0").error())
                .isEqualTo(MISSING);
        root.delete("/profile/" + AnywhereClient.id(arn)).ok();
    }

    @Test
    void listsComeInPages() {
        var made = new TreeSet<String>();
        for (int i = 0; i < 5; i++) {
            made.add(root.profile("page-" + i));
        }
        var seen = new ArrayList<String>();
        var token = "";
        do {
            var page = root.get("/profiles?pageSize=2" + (token.isEmpty() ? "" : "&nextToken=" + token))
                    .ok();
            assertThat(page.path("profiles").size()).isLessThanOrEqualTo(2);
            seen.addAll(page.path("profiles").findValuesAsString("profileArn"));
            token = page.path("nextToken").asString("");
        } while (!token.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().containsAll(made);
        assertThat(root.get("/profiles?nextToken=nonsense").error()).isEqualTo(INVALID);
        assertThat(root.get("/profiles?pageSize=0").error()).isEqualTo(INVALID);
        made.forEach(arn -> root.delete("/profile/" + AnywhereClient.id(arn)).ok());
    }

    @Test
    void eachResourceHasItsArnInPolicies() {
        var anchor = root.trustAnchor("one", authority.own().pem());
        var other = root.trustAnchor("other", authority.own().pem());
        var reader = user(statement(
                "\"Effect\":\"Allow\",\"Action\":\"rolesanywhere:GetTrustAnchor\",\"Resource\":\"" + anchor + "\""));
        assertThat(reader.get("/trustanchor/" + AnywhereClient.id(anchor)).status())
                .isEqualTo(200);
        var denied = reader.get("/trustanchor/" + AnywhereClient.id(other));
        assertThat(denied.error()).isEqualTo(DENIED);
        assertThat(denied.message()).contains("rolesanywhere:GetTrustAnchor", other);
        assertThat(reader.get("/trustanchor/" + NOBODY).error())
                .as("who may not see it does not learn that it is not there")
                .isEqualTo(DENIED);
        root.delete("/trustanchor/" + AnywhereClient.id(anchor)).ok();
        root.delete("/trustanchor/" + AnywhereClient.id(other)).ok();
    }

    @Test
    void tagsDecide() {
        var mine = root.profile("mine");
        var theirs = root.profile("theirs");
        root.post("/TagResource", Map.of("resourceArn", mine, "tags", List.of(Map.of("key", "team", "value", "web"))))
                .ok();
        var web = user(statement("\"Effect\":\"Allow\",\"Action\":\"rolesanywhere:*\",\"Resource\":\"*\","
                + "\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/team\":\"web\"}}"));
        assertThat(web.post("/profile/" + AnywhereClient.id(mine) + "/disable", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(web.post("/profile/" + AnywhereClient.id(theirs) + "/disable", Map.of())
                        .error())
                .isEqualTo(DENIED);
        var tagger = user(statement("\"Effect\":\"Allow\",\"Action\":\"rolesanywhere:*\",\"Resource\":\"*\","
                + "\"Condition\":{\"StringEquals\":{\"aws:RequestTag/team\":\"web\"}}"));
        assertThat(tagger.post("/profiles", Map.of("name", "a", "roleArns", List.of()))
                        .error())
                .isEqualTo(DENIED);
        assertThat(tagger.post(
                                "/profiles",
                                Map.of(
                                        "name",
                                        "a",
                                        "roleArns",
                                        List.of(),
                                        "tags",
                                        List.of(Map.of("key", "team", "value", "web"))))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void rolesMustBePassedToAProfile() {
        var weak = role();
        var strong = role();
        var user = user(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"rolesanywhere:*\","
                        + "\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"" + weak
                        + "\",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"rolesanywhere.amazonaws.com\"}}}]}");
        var both = user.post("/profiles", Map.of("name", "both", "roleArns", List.of(weak, strong)));
        assertThat(both.error()).isEqualTo(DENIED);
        assertThat(both.message()).contains("iam:PassRole", strong);
        var own = user.post("/profiles", Map.of("name", "own", "roleArns", List.of(weak)))
                .ok()
                .at("/profile/profileId")
                .asString();
        assertThat(user.patch("/profile/" + own, Map.of("roleArns", List.of(strong)))
                        .error())
                .isEqualTo(DENIED);
        assertThat(user.patch("/profile/" + own, Map.of("name", "renamed")).status())
                .isEqualTo(200);
    }

    @Test
    void tagsGivenAtCreationNeedTagResource() {
        var user = user(allow("rolesanywhere:CreateProfile"));
        assertThat(user.post("/profiles", Map.of("name", "a", "roleArns", List.of()))
                        .status())
                .isEqualTo(201);
        var tagged = user.post(
                "/profiles",
                Map.of("name", "a", "roleArns", List.of(), "tags", List.of(Map.of("key", "a", "value", "b"))));
        assertThat(tagged.error()).isEqualTo(DENIED);
        assertThat(tagged.message()).contains("rolesanywhere:TagResource");
    }

    @Test
    void whatCannotBeReadOrIsNotThereIsToldInTheFormOfTheService() {
        assertThat(root.send("POST", "/profiles", "{").error()).isEqualTo("400 SerializationException");
        assertThat(root.send("POST", "/profiles", "{\"name\":1,\"roleArns\":[]}")
                        .error())
                .isEqualTo("400 SerializationException");
        assertThat(root.send("PUT", "/profiles", "{}").error()).isEqualTo("404 UnknownOperationException");
        assertThat(root.get("/profile/short").error()).isEqualTo(INVALID);
        assertThat(root.get("/profile/" + NOBODY).error()).isEqualTo(MISSING);
        assertThat(root.get("/subject/" + NOBODY).error()).isEqualTo(MISSING);
        assertThat(root.get("/crl/" + NOBODY).error()).isEqualTo(MISSING);
        var nobody = AnywhereClient.send(
                HttpRequest.newBuilder(server.endpoint().resolve("/profiles")).build());
        assertThat(nobody.error()).isEqualTo("403 MissingAuthenticationTokenException");
    }
}
