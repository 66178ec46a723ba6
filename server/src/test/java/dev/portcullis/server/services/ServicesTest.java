// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.services;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.PortcullisClient.Answer;
import dev.portcullis.server.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.sts.model.StsException;

class ServicesTest {
    private static final String ARN = "arn:aws:iam::" + TestServer.ACCOUNT + ":";

    private static TestServer server;
    private static PortcullisClient root;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        root = new PortcullisClient(server.endpoint(), server.root());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static AwsCredentials register(String principal) {
        return credentials(root.call("RegisterService", Map.of("ServicePrincipal", principal)));
    }

    private static AwsCredentials credentials(Answer answer) {
        return AwsBasicCredentials.create(answer.texts("AccessKeyId").getLast(), answer.text("SecretAccessKey"));
    }

    @Test
    void aServiceIsShownAsItWasRegistered() {
        root.call(
                "RegisterService",
                Map.of(
                        "ServicePrincipal", "shown.example",
                        "Description", "shows things",
                        "Tags.member.1.Key", "Team",
                        "Tags.member.1.Value", "blue"));

        var listed = root.call("ListServices", Map.of());

        assertThat(listed.texts("ServicePrincipal")).contains("shown.example");
        assertThat(listed.texts("Arn"))
                .contains("arn:aws:portcullis::" + TestServer.ACCOUNT + ":service/shown.example");
        assertThat(listed.texts("Description")).contains("shows things");
        assertThat(listed.texts("Key")).contains("Team");
        assertThat(listed.texts("SecretAccessKey")).isEmpty();
    }

    @Test
    void aServiceAssumesTheRolesThatTrustItAndNoOthers() {
        var sts = server.sts(register("trusted.example"));
        server.iam()
                .createRole(request ->
                        request.roleName("Trusting").assumeRolePolicyDocument(trustingService("trusted.example")));
        server.iam()
                .createRole(
                        request -> request.roleName("Wary").assumeRolePolicyDocument(trustingService("other.example")));

        var assumed =
                sts.assumeRole(request -> request.roleArn(ARN + "role/Trusting").roleSessionName("at-work"));

        assertThat(assumed.assumedRoleUser().arn()).endsWith(":assumed-role/Trusting/at-work");
        assertThatThrownBy(() -> sts.assumeRole(
                        request -> request.roleArn(ARN + "role/Wary").roleSessionName("at-work")))
                .isInstanceOf(StsException.class)
                .hasMessageContaining("is not authorized to perform: sts:AssumeRole");
    }

    @Test
    void aServiceMayDoNothingElse() {
        var credentials = register("narrow.example");
        var service = new PortcullisClient(server.endpoint(), credentials);

        assertThat(server.sts(credentials).getCallerIdentity().arn())
                .isEqualTo("arn:aws:portcullis::" + TestServer.ACCOUNT + ":service/narrow.example");
        assertThatThrownBy(() -> server.iam(credentials).listUsers())
                .isInstanceOf(IamException.class)
                .hasMessageContaining("is not authorized to perform: iam:ListUsers");
        assertThat(service.refused("ListServices", Map.of())).isEqualTo("AccessDenied");
        assertThat(service.refused("RegisterService", Map.of("ServicePrincipal", "more.example")))
                .isEqualTo("AccessDenied");
        assertThat(service.refused("Backup", Map.of("FileName", "b"))).isEqualTo("AccessDenied");
        assertThatThrownBy(() -> server.sts(credentials).getSessionToken()).isInstanceOf(StsException.class);
    }

    @Test
    void deregisteringEndsItAtOnce() {
        var sts = server.sts(register("short-lived.example"));
        sts.getCallerIdentity();

        root.call("DeregisterService", Map.of("ServicePrincipal", "short-lived.example"));

        assertThatThrownBy(sts::getCallerIdentity)
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
        assertThat(root.refused("DeregisterService", Map.of("ServicePrincipal", "short-lived.example")))
                .isEqualTo("NoSuchEntity");
    }

    @Test
    void aServiceHasTwoKeysAtMostSoThatTheyCanBeRotated() {
        var first = register("rotating.example");
        var name = Map.of("ServicePrincipal", "rotating.example");
        var second = credentials(root.call("CreateServiceAccessKey", name));
        assertThat(root.refused("CreateServiceAccessKey", name)).isEqualTo("LimitExceeded");

        root.call(
                "DeleteServiceAccessKey",
                Map.of("ServicePrincipal", "rotating.example", "AccessKeyId", first.accessKeyId()));

        assertThatThrownBy(() -> server.sts(first).getCallerIdentity()).isInstanceOf(StsException.class);
        assertThat(server.sts(second).getCallerIdentity().arn()).endsWith("service/rotating.example");
    }

    @Test
    void keysOfOthersAreNotDeletedAsAServices() {
        var user = server.user("bystander");
        register("greedy.example");

        assertThat(root.refused(
                        "DeleteServiceAccessKey",
                        Map.of("ServicePrincipal", "greedy.example", "AccessKeyId", user.accessKeyId())))
                .isEqualTo("NoSuchEntity");
    }

    @Test
    void aPrincipalIsRegisteredOnce() {
        register("once.example");

        assertThat(root.refused("RegisterService", Map.of("ServicePrincipal", "once.example")))
                .isEqualTo("EntityAlreadyExists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodot", "Upper.example", "*.example", "a..b", "-a.example", "a.example/x", "a.example:x"})
    void namesThatAreNoServicePrincipalsAreRefused(String name) {
        assertThat(root.refused("RegisterService", Map.of("ServicePrincipal", name)))
                .isEqualTo("ValidationError");
    }

    @Test
    void theServersOwnPrincipalsCannotBeHad() {
        assertThat(root.refused("RegisterService", Map.of("ServicePrincipal", "groups.portcullis")))
                .isEqualTo("InvalidInput");
    }

    /** Trust policies of all accounts name service principals: who registers one can pose as it everywhere. */
    @Test
    void onlyTheManagementAccountRegisters() {
        var member = root.call("CreateAccount", Map.of("AccountName", "member", "Email", "services@example.com"));
        var itsRoot = new PortcullisClient(server.endpoint(), credentials(member));

        assertThat(itsRoot.refused("RegisterService", Map.of("ServicePrincipal", "ec2.amazonaws.com")))
                .isEqualTo("AccessDenied");
        assertThat(itsRoot.refused("ListServices", Map.of())).isEqualTo("AccessDenied");
    }

    @Test
    void registeringIsDecidedByPolicy() {
        var registrar = server.user("registrar");
        var client = new PortcullisClient(server.endpoint(), registrar);
        assertThat(client.refused("RegisterService", Map.of("ServicePrincipal", "by-policy.example")))
                .isEqualTo("AccessDenied");

        server.iam()
                .putUserPolicy(request -> request.userName("registrar")
                        .policyName("register")
                        .policyDocument(allow("portcullis:RegisterService")));

        client.call("RegisterService", Map.of("ServicePrincipal", "by-policy.example"));
    }
}
