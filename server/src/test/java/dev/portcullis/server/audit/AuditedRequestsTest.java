// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What the audit log tells of requests to the whole server. */
class AuditedRequestsTest {
    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    /** What has been recorded so far; ends the clients made before. */
    private List<String> recorded() throws IOException {
        server.restart();
        return AuditFiles.lines(server.dataDirectory());
    }

    private static String has(String name, String value) {
        return "\"" + name + "\":\"" + value + "\"";
    }

    @Test
    void aReadIsRecordedAndAWriteIsNot() throws IOException {
        server.iam().createUser(request -> request.userName("alice"));
        server.iam().getUser(request -> request.userName("alice"));

        assertThat(recorded())
                .singleElement()
                .asString()
                .contains(
                        has("account", TestServer.ACCOUNT),
                        has("caller", "arn:aws:iam::" + TestServer.ACCOUNT + ":root"),
                        has("accessKeyId", server.root().accessKeyId()),
                        has("sourceAddress", "127.0.0.1"),
                        "\"userAgent\":\"aws-sdk-java/",
                        has("service", "iam"),
                        has("operation", "GetUser"),
                        "\"status\":200",
                        has("code", "Success"),
                        has("action", "iam:GetUser"),
                        has("resource", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/alice"),
                        has("result", "allowed"));
    }

    @Test
    void aWriteThatChangesNothingIsRecordedForTheHistoryDoesNotTellOfIt() throws IOException {
        server.iam().createUser(request -> request.userName("alice"));
        server.iam().createGroup(request -> request.groupName("staff"));
        for (int i = 0; i < 2; i++) {
            server.iam().addUserToGroup(request -> request.userName("alice").groupName("staff"));
        }
        assertThatThrownBy(() -> server.iam().createUser(request -> request.userName("alice")))
                .isInstanceOf(IamException.class);

        assertThat(recorded())
                .satisfiesExactly(
                        line -> assertThat(line).contains(has("operation", "AddUserToGroup"), has("code", "Success")),
                        line -> assertThat(line)
                                .contains(has("operation", "CreateUser"), has("code", "EntityAlreadyExists"))
                                .containsOnlyOnce(has("action", "iam:CreateUser")));
    }

    @Test
    void aDenialIsRecordedWithTheStatement() throws IOException {
        var alice = server.user("alice");
        server.iam()
                .putUserPolicy(
                        request -> request.userName("alice").policyName("no").policyDocument("""
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
                          {"Sid": "NoGroups", "Effect": "Deny", "Action": "iam:CreateGroup", "Resource": "*"}]}"""));
        var iam = server.iam(alice);
        assertThatThrownBy(() -> iam.createGroup(request -> request.groupName("mine")))
                .isInstanceOf(IamException.class);

        assertThat(recorded())
                .singleElement()
                .asString()
                .contains(
                        has("caller", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/alice"),
                        has("operation", "CreateGroup"),
                        "\"status\":403",
                        has("code", "AccessDenied"),
                        has("result", "explicitDeny"),
                        has("layer", "identity"),
                        has("policy", "no"),
                        "\"statement\":1",
                        has("sid", "NoGroups"));
    }

    @Test
    void whatAnAgentGetsIsRecordedAndHowOftenItAsksIsNot() throws IOException {
        var root = new PortcullisClient(server.endpoint(), server.root());
        var id = server.ec2(server.root())
                .runInstances(request ->
                        request.imageId("ami-00000000000000001").minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
        var nobody = PortcullisClient.unsigned(server.endpoint());
        nobody.refused("JoinInstance", Map.of("JoinToken", "guessed-token"));
        var older = joined(nobody, root, id);
        older.call("GetOwnInstance", Map.of());
        older.call("RenewAgent", Map.of());
        joined(nobody, root, id);
        older.refused("GetOwnInstance", Map.of());

        var instance = has("caller", "arn:aws:ec2:us-east-1:" + TestServer.ACCOUNT + ":instance/" + id);
        assertThat(recorded())
                .noneMatch(line -> line.contains("guessed-token"))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .contains(has("operation", "JoinInstance"), has("code", "InvalidJoinToken"))
                                .doesNotContain(has("account", TestServer.ACCOUNT)),
                        line -> assertThat(line).contains(has("operation", "CreateJoinToken"), has("code", "Success")),
                        line -> assertThat(line).contains(instance, has("operation", "RenewAgent")),
                        line -> assertThat(line).contains(has("operation", "CreateJoinToken"), has("code", "Success")),
                        line -> assertThat(line).contains(has("code", "InvalidClientTokenId")));
    }

    private PortcullisClient joined(PortcullisClient nobody, PortcullisClient root, String instanceId) {
        var token =
                root.call("CreateJoinToken", Map.of("InstanceId", instanceId)).text("JoinToken");
        var answer = nobody.call("JoinInstance", Map.of("JoinToken", token));
        return new PortcullisClient(
                server.endpoint(),
                AwsSessionCredentials.create(
                        answer.text("AccessKeyId"), answer.text("SecretAccessKey"), answer.text("SessionToken")));
    }

    @Test
    void aCallerWhoIsNotAuthenticatedIsRecordedByItsClaimAlone() throws IOException {
        var root = server.root();
        var forged = AwsBasicCredentials.create(root.accessKeyId(), "not the secret of this key at all 1234");
        assertThatThrownBy(() -> server.sts(forged).getCallerIdentity()).isInstanceOf(StsException.class);

        assertThat(recorded())
                .singleElement()
                .asString()
                .contains(has("accessKeyId", root.accessKeyId()), has("code", "SignatureDoesNotMatch"))
                .doesNotContain("\"account\"", "\"caller\"", "\"decisions\"");
    }

    @Test
    void aRequestThatIsNotValidIsRecordedWithItsCaller() throws IOException {
        assertThatThrownBy(() -> server.iam().getUser(request -> request.userName("not a name!")))
                .isInstanceOf(IamException.class);

        assertThat(recorded())
                .singleElement()
                .asString()
                .contains(
                        has("caller", "arn:aws:iam::" + TestServer.ACCOUNT + ":root"),
                        has("operation", "GetUser"),
                        has("code", "ValidationError"))
                .doesNotContain("not a name", "\"decisions\"");
    }

    @Test
    void aCallThatNoPolicyCanRefuseIsRecorded() throws IOException {
        server.sts(server.user("alice")).getCallerIdentity();

        assertThat(recorded())
                .singleElement()
                .asString()
                .contains(
                        has("caller", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/alice"),
                        has("operation", "GetCallerIdentity"));
    }

    @Test
    void whatAServiceAsksIsRecordedWithEachDecision() throws IOException {
        var session = TestServer.session(
                server.sts(server.user("alice")).getSessionToken().credentials());
        var asker = new PortcullisClient(server.endpoint(), server.root());
        asker.call(
                "AuthorizeBatch",
                Map.of(
                        "Session.AccessKeyId",
                        session.accessKeyId(),
                        "Session.SessionToken",
                        ((software.amazon.awssdk.auth.credentials.AwsSessionCredentials) session).sessionToken(),
                        "Questions.member.1.ActionName",
                        "sqs:SendMessage",
                        "Questions.member.1.Resource",
                        "arn:aws:sqs:us-east-1:" + TestServer.ACCOUNT + ":orders",
                        "Questions.member.2.ActionName",
                        "sts:GetCallerIdentity",
                        "Questions.member.2.Resource",
                        "*"));

        assertThat(recorded())
                .last()
                .asString()
                .contains(
                        has("caller", "arn:aws:iam::" + TestServer.ACCOUNT + ":root"),
                        has("operation", "AuthorizeBatch"),
                        "{" + has("caller", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/alice") + ","
                                + has("action", "sqs:SendMessage"),
                        has("result", "implicitDeny"),
                        has("action", "sts:GetCallerIdentity"));
    }

    @Test
    void noSecretIsRecorded() throws IOException {
        var alice = server.user("alice");
        var session = server.sts(alice).getSessionToken().credentials();
        server.sts(TestServer.session(session)).getCallerIdentity();
        AwsCredentials swapped = AwsBasicCredentials.create(alice.secretAccessKey(), alice.accessKeyId());
        assertThatThrownBy(() -> server.sts(swapped).getCallerIdentity()).isInstanceOf(StsException.class);

        assertThat(String.join("\n", recorded()))
                .contains("GetSessionToken", "GetCallerIdentity")
                .doesNotContain(alice.secretAccessKey(), session.secretAccessKey(), session.sessionToken());
    }
}
