// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Documents.trustingFully;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.portcullis.server.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

class SessionsOverTheWireTest {
    private static final String ARN = "arn:aws:iam::" + TestServer.ACCOUNT + ":";

    private static TestServer server;
    private static IamClient iam;
    private static AwsCredentials ann;
    private static StsClient sts;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        ann = server.user("ann");
        sts = server.sts(ann);
        iam.createRole(request -> request.roleName("Reader").assumeRolePolicyDocument(trustingFully(ARN + "user/ann")));
        iam.createRole(request -> request.roleName("Closed").assumeRolePolicyDocument(trusting(ARN + "role/Reader")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @SuppressWarnings("deprecation") // PackedPolicySize is still answered
    void aSessionSignsRequests() {
        var answer = sts.assumeRole(request -> request.roleArn(ARN + "role/Reader")
                .roleSessionName("wire")
                .durationSeconds(900)
                .tags(tag("Team", "blue"))
                .transitiveTagKeys("Team")
                .sourceIdentity("ann@example.com")
                .externalId("4711"));

        assertThat(answer.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::" + TestServer.ACCOUNT + ":assumed-role/Reader/wire");
        assertThat(answer.assumedRoleUser().assumedRoleId()).endsWith(":wire");
        assertThat(answer.sourceIdentity()).isEqualTo("ann@example.com");
        assertThat(answer.packedPolicySize()).isPositive();
        var expiration = answer.credentials().expiration();
        assertThat(expiration)
                .isEqualTo(expiration.truncatedTo(ChronoUnit.SECONDS))
                .isCloseTo(Instant.now().plusSeconds(900), within(Duration.ofMinutes(1)));
        var identity = server.sts(TestServer.session(answer.credentials())).getCallerIdentity();
        assertThat(identity.arn()).isEqualTo(answer.assumedRoleUser().arn());
        assertThat(identity.userId()).isEqualTo(answer.assumedRoleUser().assumedRoleId());
        assertThat(identity.account()).isEqualTo(TestServer.ACCOUNT);
        assertThatThrownBy(() ->
                        server.iam(TestServer.session(answer.credentials())).listUsers())
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .contains("assumed-role/Reader/wire is not authorized to perform: iam:ListUsers"));
    }

    @Test
    void aRefusalEndsAfterTheResource() {
        assertThatThrownBy(() -> sts.assumeRole(
                        request -> request.roleArn(ARN + "role/Closed").roleSessionName("wire")))
                .isInstanceOfSatisfying(StsException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("User: " + ARN
                                    + "user/ann is not authorized to perform: sts:AssumeRole on resource: " + ARN
                                    + "role/Closed");
                });
    }

    @Test
    void anotherSecretOrAnotherTokenIsRefused() {
        var first = sts.getSessionToken().credentials();
        var second = sts.getSessionToken().credentials();

        assertCode(
                AwsSessionCredentials.create(first.accessKeyId(), second.secretAccessKey(), first.sessionToken()),
                "SignatureDoesNotMatch");
        assertCode(
                AwsSessionCredentials.create(first.accessKeyId(), first.secretAccessKey(), second.sessionToken()),
                "InvalidClientTokenId");
        assertThat(server.sts(TestServer.session(first)).getCallerIdentity().arn())
                .isEqualTo(ARN + "user/ann");
    }

    @Test
    void aFederatedUserIsKnownByItsName() {
        var answer = server.sts(server.root()).getFederationToken(request -> request.name("guest"));

        assertThat(answer.federatedUser().arn())
                .isEqualTo("arn:aws:sts::" + TestServer.ACCOUNT + ":federated-user/guest");
        assertThat(answer.federatedUser().federatedUserId()).isEqualTo(TestServer.ACCOUNT + ":guest");
        assertThat(server.sts(TestServer.session(answer.credentials()))
                        .getCallerIdentity()
                        .arn())
                .isEqualTo(answer.federatedUser().arn());
    }

    @Test
    void whatTheModelForbidsIsAValidationError() {
        assertThatThrownBy(() -> sts.assumeRole(
                        request -> request.roleArn(ARN + "role/Reader").roleSessionName("Session1:2")))
                .isInstanceOfSatisfying(StsException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo(
                                    "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to"
                                            + " satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
                });
    }

    @Test
    void deletingTheUserEndsItsSessions() {
        var brief = server.user("brief");
        var session = TestServer.session(server.sts(brief).getSessionToken().credentials());
        iam.listAccessKeys(request -> request.userName("brief"))
                .accessKeyMetadata()
                .forEach(key ->
                        iam.deleteAccessKey(request -> request.userName("brief").accessKeyId(key.accessKeyId())));
        assertThat(server.sts(session).getCallerIdentity().arn()).isEqualTo(ARN + "user/brief");

        iam.deleteUser(request -> request.userName("brief"));

        assertCode(session, "InvalidClientTokenId");
    }

    private static void assertCode(AwsCredentials credentials, String code) {
        assertThatThrownBy(() -> server.sts(credentials).getCallerIdentity())
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void aRoleTellsWhenItWasLastUsed() throws Exception {
        try (var own = TestServer.start()) {
            var user = own.user("ann");
            own.iam()
                    .createRole(request ->
                            request.roleName("Used").assumeRolePolicyDocument(trustingFully(ARN + "user/ann")));
            assertThat(own.iam()
                            .getRole(request -> request.roleName("Used"))
                            .role()
                            .roleLastUsed())
                    .isEqualTo(RoleLastUsed.builder().build());

            var session = TestServer.session(own.sts(user)
                    .assumeRole(request -> request.roleArn(ARN + "role/Used").roleSessionName("using"))
                    .credentials());
            var before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            own.sts(session).getCallerIdentity();
            own.restart();

            var role = own.iam().getRole(request -> request.roleName("Used")).role();
            assertThat(role.roleLastUsed().lastUsedDate()).isBetween(before, Instant.now());
            assertThat(role.roleLastUsed().region()).isEqualTo("us-east-1");
            assertThat(own.iam().listRoles().roles())
                    .allSatisfy(listed -> assertThat(listed.roleLastUsed()).isNull());
        }
    }
}
