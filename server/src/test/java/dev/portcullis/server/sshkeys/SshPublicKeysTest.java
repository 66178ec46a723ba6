// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

import static dev.portcullis.server.Documents.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.DuplicateSshPublicKeyException;
import software.amazon.awssdk.services.iam.model.EncodingType;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.InvalidPublicKeyException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.SSHPublicKey;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UnrecognizedPublicKeyEncodingException;

class SshPublicKeysTest {
    private static TestServer server;
    private static IamClient iam;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSHPublicKey upload(String user, String key) {
        return iam.uploadSSHPublicKey(request -> request.userName(user).sshPublicKeyBody(key))
                .sshPublicKey();
    }

    @Test
    void aKeyIsUploadedShownSetInactiveAndDeleted() {
        iam.createUser(request -> request.userName("ada"));
        var key = upload("ada", SampleKeys.ED25519 + " ada@laptop\n");
        assertThat(key.sshPublicKeyId()).matches("APKA[A-Z2-7]{17}");
        assertThat(key.sshPublicKeyBody()).isEqualTo(SampleKeys.ED25519);
        assertThat(key.fingerprint()).matches("([0-9a-f]{2}:){15}[0-9a-f]{2}");
        assertThat(key.status()).isEqualTo(StatusType.ACTIVE);

        var id = key.sshPublicKeyId();
        assertThat(iam.getSSHPublicKey(request ->
                                request.userName("ADA").sshPublicKeyId(id).encoding(EncodingType.SSH))
                        .sshPublicKey())
                .isEqualTo(key);
        assertThat(iam.getSSHPublicKey(request ->
                                request.userName("ada").sshPublicKeyId(id).encoding(EncodingType.PEM))
                        .sshPublicKey()
                        .sshPublicKeyBody())
                .startsWith("-----BEGIN PUBLIC KEY-----");

        iam.updateSSHPublicKey(
                request -> request.userName("ada").sshPublicKeyId(id).status(StatusType.INACTIVE));
        server.restart();
        iam = server.iam();
        var listed = iam.listSSHPublicKeys(request -> request.userName("ada")).sshPublicKeys();
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().status()).isEqualTo(StatusType.INACTIVE);
        assertThat(listed.getFirst().uploadDate()).isEqualTo(key.uploadDate());

        assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("ada")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("Cannot delete entity, must remove referenced objects first.");
        iam.deleteSSHPublicKey(request -> request.userName("ada").sshPublicKeyId(id));
        assertThatThrownBy(() -> iam.getSSHPublicKey(
                        request -> request.userName("ada").sshPublicKeyId(id).encoding(EncodingType.SSH)))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The Public Key with id " + id + " cannot be found.");
        iam.deleteUser(request -> request.userName("ada"));
    }

    @Test
    void aUserHasAKeyOnceAndFiveKeysAtMost() {
        server.user("many");
        server.user("other");
        var keys = List.of(SampleKeys.RSA, SampleKeys.ED25519, SampleKeys.P256, SampleKeys.P384, SampleKeys.P521);
        keys.forEach(key -> upload("many", key));
        assertThatThrownBy(() -> upload("many", SampleKeys.RSA + " under another comment"))
                .isInstanceOf(DuplicateSshPublicKeyException.class);
        assertThatThrownBy(() -> upload("many", SampleKeys.RSA.replace("AQChLwX4", "AQChLwX5")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for SSHPublicKeysPerUser: 5");
        upload("other", SampleKeys.RSA);

        var ids = iam
                .listSSHPublicKeysPaginator(request -> request.userName("many").maxItems(2))
                .stream()
                .flatMap(page -> page.sshPublicKeys().stream())
                .map(found -> found.sshPublicKeyId())
                .toList();
        assertThat(ids).hasSize(5).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void whatIsNoGoodKeyIsRefused() {
        server.user("weak");
        assertThatThrownBy(() -> upload("weak", SampleKeys.RSA_1024)).isInstanceOf(InvalidPublicKeyException.class);
        assertThatThrownBy(() -> upload("weak", "my key")).isInstanceOf(UnrecognizedPublicKeyEncodingException.class);
    }

    @Test
    void whatIsNotThereIsNotFoundAndAnothersKeyIsNotThere() {
        server.user("eve");
        server.user("owner");
        var id = upload("owner", SampleKeys.P256).sshPublicKeyId();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> upload("nobody", SampleKeys.RSA),
                () -> iam.listSSHPublicKeys(request -> request.userName("nobody")),
                () -> iam.getSSHPublicKey(
                        request -> request.userName("eve").sshPublicKeyId(id).encoding(EncodingType.SSH)),
                () -> iam.updateSSHPublicKey(
                        request -> request.userName("eve").sshPublicKeyId(id).status(StatusType.INACTIVE)),
                () -> iam.deleteSSHPublicKey(request -> request.userName("eve").sshPublicKeyId(id)))) {
            assertThatThrownBy(call).isInstanceOf(NoSuchEntityException.class);
        }
        assertThatThrownBy(() -> iam.updateSSHPublicKey(
                        request -> request.userName("owner").sshPublicKeyId(id).status(StatusType.EXPIRED)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void usersManageTheirOwnKeysOnlyIfAPolicySaysSo() {
        var own = server.iam(server.user("own"));
        server.user("boss");
        iam.putUserPolicy(
                request -> request.userName("own")
                        .policyName("own-keys")
                        .policyDocument(
                                statement(
                                        "\"Effect\":\"Allow\",\"Action\":\"iam:*SSHPublicKey*\",\"Resource\":\"arn:aws:iam::*:user/${aws:username}\"")));
        own.uploadSSHPublicKey(request -> request.userName("own").sshPublicKeyBody(SampleKeys.P384));
        assertThat(own.listSSHPublicKeys().sshPublicKeys()).hasSize(1);
        assertThatThrownBy(() -> own.uploadSSHPublicKey(
                        request -> request.userName("boss").sshPublicKeyBody(SampleKeys.P384)))
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"))
                .hasMessageContaining(
                        "iam:UploadSSHPublicKey on resource: arn:aws:iam::" + TestServer.ACCOUNT + ":user/boss");
    }
}
