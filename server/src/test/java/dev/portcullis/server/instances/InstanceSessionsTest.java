// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sts.model.StsException;

/** What an instance's credentials are good for, and when they end. */
class InstanceSessionsTest {
    private static TestServer server;
    private static Ec2Client ec2;
    private static PortcullisClient root;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        ec2 = server.ec2(server.root());
        root = new PortcullisClient(server.endpoint(), server.root());
        role("Web", "ec2.amazonaws.com");
        role("Batch", "ec2.amazonaws.com");
        role("Distrustful", "lambda.amazonaws.com");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void role(String name, String trusted) {
        var iam = server.iam();
        iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(trustingService(trusted)));
        iam.putRolePolicy(request -> request.roleName(name).policyName("own").policyDocument(ALLOW_ALL));
        iam.createInstanceProfile(request -> request.instanceProfileName(name));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(name).roleName(name));
    }

    private static String run(String image, String profile) {
        return ec2.runInstances(request ->
                        request.imageId(image).minCount(1).maxCount(1).iamInstanceProfile(given -> given.name(profile)))
                .instances()
                .getFirst()
                .instanceId();
    }

    private static String run(String profile) {
        return run("ami-00000000000000000", profile);
    }

    private static AwsCredentials credentials(String instanceId) {
        var answer = root.call("GetInstanceCredentials", Map.of("InstanceId", instanceId));
        return AwsSessionCredentials.create(
                answer.text("AccessKeyId"), answer.text("SecretAccessKey"), answer.text("SessionToken"));
    }

    private static String association(String instanceId) {
        return root.call("GetInstanceCredentials", Map.of("InstanceId", instanceId))
                .text("AssociationId");
    }

    private static String caller(AwsCredentials credentials) {
        return server.sts(credentials).getCallerIdentity().arn();
    }

    private static void assertEnded(AwsCredentials credentials) {
        assertThatThrownBy(() -> caller(credentials))
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
    }

    private static String arn(String role, String instanceId) {
        return "arn:aws:sts::" + TestServer.ACCOUNT + ":assumed-role/" + role + "/" + instanceId;
    }

    @Test
    void anInstanceActsAsItsRoleUnderItsOwnName() {
        var id = run("Web");
        var credentials = credentials(id);
        assertThat(caller(credentials)).isEqualTo(arn("Web", id));
        server.iam(credentials).createGroup(request -> request.groupName("made-by-an-instance"));
    }

    @Test
    void detachingTheProfileEndsTheInstancesSessionsAndNoOneElses() {
        var id = run("Web");
        var other = run("Web");
        var ended = credentials(id);
        var kept = credentials(other);
        ec2.disassociateIamInstanceProfile(request -> request.associationId(association(id)));
        assertEnded(ended);
        assertThat(caller(kept)).isEqualTo(arn("Web", other));
        assertThat(root.refused("GetInstanceCredentials", Map.of("InstanceId", id)))
                .isEqualTo("InvalidInput");

        ec2.associateIamInstanceProfile(
                request -> request.instanceId(id).iamInstanceProfile(profile -> profile.name("Web")));
        assertEnded(ended);
        assertThat(caller(credentials(id))).isEqualTo(arn("Web", id));
    }

    @Test
    void replacingTheProfileEndsTheOldSessionsAndGivesTheNewRole() {
        var id = run("Web");
        var old = credentials(id);
        ec2.replaceIamInstanceProfileAssociation(
                request -> request.associationId(association(id)).iamInstanceProfile(profile -> profile.name("Batch")));
        assertEnded(old);
        assertThat(caller(credentials(id))).isEqualTo(arn("Batch", id));
    }

    @Test
    void terminatingTheInstanceEndsItsSessions() {
        var id = run("Web");
        var credentials = credentials(id);
        ec2.stopInstances(request -> request.instanceIds(id));
        assertThat(caller(credentials)).isEqualTo(arn("Web", id));
        assertThat(root.refused("GetInstanceCredentials", Map.of("InstanceId", id)))
                .isEqualTo("InvalidInput");
        ec2.terminateInstances(request -> request.instanceIds(id));
        assertEnded(credentials);
        assertThatThrownBy(() -> server.iam(credentials).createGroup(request -> request.groupName("too-late")))
                .hasMessageContaining("security token");
    }

    @Test
    void aRoleThatDoesNotTrustEc2GivesNoCredentials() {
        var answer = root.send("GetInstanceCredentials", Map.of("InstanceId", run("Distrustful")));
        assertThat(answer.text("Code")).isEqualTo("InvalidInput");
        assertThat(answer.text("Message")).contains("ec2.amazonaws.com");
    }

    @Test
    void theCredentialsOfAHostOfOnesOwnAreForItsAgentAlone() {
        var own = run("ami-00000000000000001", "Web");
        assertThat(root.refused("GetInstanceCredentials", Map.of("InstanceId", own)))
                .isEqualTo("InvalidInput");
    }

    @Test
    void theyAreGivenToWhoeverIsAllowedToBeOnThatHost() {
        var id = run("Web");
        var credentials = server.user("visitor");
        server.iam()
                .putUserPolicy(
                        request -> request.userName("visitor").policyName("own").policyDocument(allow("ec2:*")));
        var visitor = new PortcullisClient(server.endpoint(), credentials);
        assertThat(visitor.refused("GetInstanceCredentials", Map.of("InstanceId", id)))
                .isEqualTo("AccessDenied");
        server.iam()
                .putUserPolicy(request -> request.userName("visitor")
                        .policyName("own")
                        .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
                                + "\"portcullis:GetInstanceCredentials\",\"Resource\":\"arn:aws:ec2:*:*:instance/"
                                + id + "\"}}"));
        visitor.call("GetInstanceCredentials", Map.of("InstanceId", id));
        assertThat(visitor.refused("GetInstanceCredentials", Map.of("InstanceId", run("Web"))))
                .isEqualTo("AccessDenied");
    }

    @Test
    void theyLastSixHours() {
        var answer = root.call("GetInstanceCredentials", Map.of("InstanceId", run("Web")));
        var from = Instant.parse(answer.text("LastUpdated"));
        assertThat(Instant.parse(answer.text("Expiration"))).isEqualTo(from.plus(Duration.ofHours(6)));
    }
}
