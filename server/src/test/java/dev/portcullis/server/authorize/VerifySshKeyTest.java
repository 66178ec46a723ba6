// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.StatusType;

class VerifySshKeyTest {
    private static final String OTHER = "999988887777";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPCTUdv/4QXisL38pt1+Kl1/YLfYnMEm7vQXJfRruBNE";
    private static final String HOST = "arn:aws:ssh::" + TestServer.ACCOUNT + ":host/web-1";

    private static TestServer server;
    private static IamClient iam;
    private static PortcullisClient root;
    private static PortcullisClient service;
    private static PortcullisClient other;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        root = new PortcullisClient(server.endpoint(), server.root());
        var registered = root.call("RegisterService", Map.of("ServicePrincipal", "ssh.example"));
        service = new PortcullisClient(
                server.endpoint(),
                AwsBasicCredentials.create(
                        registered.texts("AccessKeyId").getLast(), registered.text("SecretAccessKey")));
        var account = root.call(
                "CreateAccount", Map.of("AccountId", OTHER, "AccountName", "other", "Email", "other@example.com"));
        other = new PortcullisClient(
                server.endpoint(),
                AwsBasicCredentials.create(account.text("AccessKeyId"), account.text("SecretAccessKey")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String upload(String user) {
        iam.createUser(request -> request.userName(user));
        return iam.uploadSSHPublicKey(request -> request.userName(user).sshPublicKeyBody(KEY))
                .sshPublicKey()
                .sshPublicKeyId();
    }

    private static Map<String, String> about(String... more) {
        var question = new LinkedHashMap<String, String>();
        question.put("PublicKey", KEY + " from somewhere");
        question.put("AccountId", TestServer.ACCOUNT);
        for (int i = 0; i < more.length; i += 2) {
            question.put(more[i], more[i + 1]);
        }
        return question;
    }

    @Test
    void aServiceIsToldWhoHoldsAKeyAsLongAsItIsActive() {
        var id = upload("ada");
        var answer = service.call("VerifySshKey", about("UserName", "Ada"));
        assertThat(answer.text("UserName")).isEqualTo("ada");
        assertThat(answer.text("AccountId")).isEqualTo(TestServer.ACCOUNT);
        assertThat(answer.text("Arn")).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":user/ada");
        assertThat(answer.text("UserId")).startsWith("AIDA");
        assertThat(answer.text("CredentialId")).isEqualTo(id);
        assertThat(answer.texts("Decision")).isEmpty();

        set("ada", id, StatusType.INACTIVE);
        assertThat(service.call("VerifySshKey", about("UserName", "ada")).texts("UserName"))
                .isEmpty();
        set("ada", id, StatusType.ACTIVE);
        assertThat(service.call("VerifySshKey", about("UserName", "ada")).texts("UserName"))
                .hasSize(1);
        iam.deleteSSHPublicKey(request -> request.userName("ada").sshPublicKeyId(id));
        assertThat(service.call("VerifySshKey", about("UserName", "ada")).texts("UserName"))
                .isEmpty();
    }

    private static void set(String user, String id, StatusType status) {
        iam.updateSSHPublicKey(
                request -> request.userName(user).sshPublicKeyId(id).status(status));
    }

    @Test
    void policiesOfTheHolderDecideWhatItMayDo() {
        upload("bob");
        var login = about("UserName", "bob", "ActionName", "ssh:Login", "Resource", HOST);
        assertThat(service.call("VerifySshKey", login).text("Decision")).isEqualTo("implicitDeny");

        put("bob", "login", allow("ssh:Login"));
        var allowed = service.call("VerifySshKey", login);
        assertThat(allowed.text("Decision")).isEqualTo("allowed");
        assertThat(allowed.text("Reason")).startsWith("Allowed by");

        put("bob", "not", deny("ssh:*"));
        assertThat(service.call("VerifySshKey", login).text("Decision")).isEqualTo("explicitDeny");
    }

    private static void put(String user, String name, String policy) {
        iam.putUserPolicy(request -> request.userName(user).policyName(name).policyDocument(policy));
    }

    @Test
    void oneKeyOfTwoUsersAnswersBoth() {
        upload("eve");
        upload("mallory");
        assertThat(service.call("VerifySshKey", about()).texts("UserName")).contains("eve", "mallory");
        assertThat(service.call("VerifySshKey", about("UserName", "eve")).texts("UserName"))
                .containsExactly("eve");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(service.refused("VerifySshKey", about("ActionName", "ssh:Login")))
                .isEqualTo("InvalidInput");
        assertThat(service.refused("VerifySshKey", about("PublicKey", "my key")))
                .isEqualTo("InvalidInput");
        assertThat(service.refused("VerifySshKey", about("PublicKey", "ssh-dss AAAA")))
                .isEqualTo("InvalidInput");
        assertThat(service.refused("VerifySshKey", about("AccountId", "1"))).isEqualTo("ValidationError");
        assertThat(service.call("VerifySshKey", about("AccountId", "111122223333"))
                        .texts("UserName"))
                .isEmpty();
    }

    @Test
    void whoIsNoServiceNeedsAPolicyAndAsksAboutItsOwnAccount() {
        upload("own");
        var asker = new PortcullisClient(server.endpoint(), server.user("asker"));
        assertThat(asker.refused("VerifySshKey", about())).isEqualTo("AccessDenied");
        put("asker", "ask", allow("portcullis:VerifySshKey"));
        assertThat(asker.call("VerifySshKey", about("UserName", "own")).text("UserName"))
                .isEqualTo("own");
        assertThat(other.refused("VerifySshKey", about())).isEqualTo("AccessDenied");
        assertThat(other.call("VerifySshKey", Map.of("PublicKey", KEY)).texts("UserName"))
                .isEmpty();
    }

    @Test
    void anSshKeyIsNoAccessKey() {
        var id = upload("signer");
        var pretender = new PortcullisClient(server.endpoint(), AwsBasicCredentials.create(id, KEY));
        assertThat(pretender.refused("VerifySshKey", about())).isEqualTo("InvalidClientTokenId");
    }
}
