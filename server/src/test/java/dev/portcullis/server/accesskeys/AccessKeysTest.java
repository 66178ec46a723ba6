// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accesskeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.StatusType;

class AccessKeysTest {
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

    @Test
    void aNewKeyIsActiveAndItsSecretIsShownThisOnce() {
        var key = newKey("shown");

        assertThat(key.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(key.secretAccessKey()).matches("[A-Za-z0-9/+]{40}");
        assertThat(key.status()).isEqualTo(StatusType.ACTIVE);
        assertThat(key.userName()).isEqualTo("shown");
        assertThat(iam.listAccessKeys(request -> request.userName("SHOWN")).accessKeyMetadata())
                .containsExactly(AccessKeyMetadata.builder()
                        .userName("shown")
                        .accessKeyId(key.accessKeyId())
                        .status(StatusType.ACTIVE)
                        .createDate(key.createDate())
                        .build());
    }

    @Test
    void aUserHasTwoKeysAndNoMore() {
        var first = newKey("two");
        var second = iam.createAccessKey(request -> request.userName("two")).accessKey();

        assertThatThrownBy(() -> iam.createAccessKey(request -> request.userName("two")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for AccessKeysPerUser: 2");

        iam.deleteAccessKey(request -> request.userName("two").accessKeyId(first.accessKeyId()));
        assertThat(iam.listAccessKeys(request -> request.userName("two")).accessKeyMetadata())
                .extracting(AccessKeyMetadata::accessKeyId)
                .containsExactly(second.accessKeyId());
    }

    @Test
    void twoKeysMakeTwoPagesOfOne() {
        newKey("pages");
        iam.createAccessKey(request -> request.userName("pages"));

        var first = iam.listAccessKeys(request -> request.userName("pages").maxItems(1));
        var second = iam.listAccessKeys(
                request -> request.userName("pages").maxItems(1).marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.marker()).isNull();
        assertThat(first.accessKeyMetadata()).hasSize(1).doesNotContainAnyElementsOf(second.accessKeyMetadata());
        assertThat(iam.listAccessKeys(request -> request.userName("pages").maxItems(2))
                        .isTruncated())
                .isFalse();
    }

    @Test
    void anInactiveKeyIsRefusedAtOnceUntilItIsActiveAgain() {
        var key = newKey("switched");
        var calls = server.iam(credentials(key));
        assertCode(calls::getUser, "AccessDenied");

        setStatus(key, StatusType.INACTIVE);
        assertCode(calls::getUser, "InvalidClientTokenId");
        assertThat(iam.listAccessKeys(request -> request.userName("switched")).accessKeyMetadata())
                .extracting(AccessKeyMetadata::status)
                .containsExactly(StatusType.INACTIVE);

        setStatus(key, StatusType.ACTIVE);
        assertCode(calls::getUser, "AccessDenied");
    }

    @Test
    void aDeletedKeyIsRefusedAtOnce() {
        var key = newKey("deleted");
        var calls = server.iam(credentials(key));
        assertCode(calls::getUser, "AccessDenied");

        iam.deleteAccessKey(request -> request.userName("deleted").accessKeyId(key.accessKeyId()));

        assertCode(calls::getUser, "InvalidClientTokenId");
        assertThatThrownBy(() -> iam.deleteAccessKey(
                        request -> request.userName("deleted").accessKeyId(key.accessKeyId())))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The Access Key with id " + key.accessKeyId() + " cannot be found.");
    }

    @Test
    void nobodySetsAKeyExpired() {
        var key = newKey("expired");

        assertThatThrownBy(() -> setStatus(key, StatusType.EXPIRED)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aKeyOfAnotherUserIsAsGoodAsNone() {
        var key = newKey("owner");
        iam.createUser(request -> request.userName("other"));

        assertThatThrownBy(() ->
                        iam.deleteAccessKey(request -> request.userName("other").accessKeyId(key.accessKeyId())))
                .isInstanceOf(NoSuchEntityException.class);
        assertThatThrownBy(() -> iam.updateAccessKey(request ->
                        request.userName("other").accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE)))
                .isInstanceOf(NoSuchEntityException.class);
        assertThatThrownBy(() -> iam.deleteAccessKey(request -> request.accessKeyId(key.accessKeyId())))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void withoutANameUsersMeanTheirOwnKeys() {
        var key = newKey("self");
        iam.putUserPolicy(
                request -> request.userName("self").policyName("own-keys").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*AccessKey*",
                 "Resource":"arn:aws:iam::*:user/${aws:username}"}]}"""));
        var self = server.iam(credentials(key));

        var second = self.createAccessKey().accessKey();
        assertThat(second.userName()).isEqualTo("self");
        assertThat(self.listAccessKeys().accessKeyMetadata()).hasSize(2);
        self.updateAccessKey(request -> request.accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));

        var rotated = server.iam(credentials(second));
        rotated.deleteAccessKey(request -> request.accessKeyId(key.accessKeyId()));
        assertThat(rotated.listAccessKeys().accessKeyMetadata())
                .extracting(AccessKeyMetadata::accessKeyId)
                .containsExactly(second.accessKeyId());
        assertCode(() -> rotated.listAccessKeys(request -> request.userName("shown")), "AccessDenied");
    }

    @Test
    void rootHasKeysOfItsOwn() {
        try (var other = TestServer.start()) {
            var root = other.iam();
            var second = root.createAccessKey().accessKey();
            assertThat(second.userName()).isEqualTo("root");
            assertThat(other.iam(credentials(second)).listAccessKeys().accessKeyMetadata())
                    .extracting(AccessKeyMetadata::userName)
                    .containsExactly("root", "root");
            assertThatThrownBy(() -> root.createAccessKey()).isInstanceOf(LimitExceededException.class);

            root.deleteAccessKey(request -> request.accessKeyId(other.root().accessKeyId()));
            assertCode(root::listUsers, "InvalidClientTokenId");
        }
    }

    @Test
    void theLastUseOfAKeyIsRemembered() {
        var key = newKey("used");
        var unused = iam.getAccessKeyLastUsed(request -> request.accessKeyId(key.accessKeyId()));
        assertThat(unused.userName()).isEqualTo("used");
        assertThat(unused.accessKeyLastUsed().lastUsedDate()).isNull();
        assertThat(unused.accessKeyLastUsed().serviceName()).isEqualTo("N/A");
        assertThat(unused.accessKeyLastUsed().region()).isEqualTo("N/A");

        assertCode(server.iam(credentials(key))::listUsers, "AccessDenied");

        var used = iam.getAccessKeyLastUsed(request -> request.accessKeyId(key.accessKeyId()))
                .accessKeyLastUsed();
        assertThat(used.lastUsedDate()).isAfterOrEqualTo(key.createDate());
        assertThat(used.serviceName()).isEqualTo("iam");
        assertThat(used.region()).isEqualTo("us-east-1");
    }

    @Test
    void theLastUseSurvivesARestart() {
        try (var other = TestServer.start()) {
            var key = other.root().accessKeyId();
            other.iam().listUsers();
            other.restart();

            var last = other.iam().getAccessKeyLastUsed(request -> request.accessKeyId(key));
            assertThat(last.userName()).isEqualTo("root");
            assertThat(last.accessKeyLastUsed().serviceName()).isEqualTo("iam");
        }
    }

    @Test
    void anUnknownKeyHasNoLastUse() {
        assertThatThrownBy(() -> iam.getAccessKeyLastUsed(request -> request.accessKeyId("AKIAAAAAAAAAAAAAAAAA")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void thereAreNoKeysForUnknownUsers() {
        assertThatThrownBy(() -> iam.createAccessKey(request -> request.userName("nobody")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The user with name nobody cannot be found.");
        assertThatThrownBy(() -> iam.listAccessKeys(request -> request.userName("nobody")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    private static AccessKey newKey(String userName) {
        iam.createUser(request -> request.userName(userName));
        return iam.createAccessKey(request -> request.userName(userName)).accessKey();
    }

    private static void setStatus(AccessKey key, StatusType status) {
        iam.updateAccessKey(request ->
                request.userName(key.userName()).accessKeyId(key.accessKeyId()).status(status));
    }

    private static AwsCredentials credentials(AccessKey key) {
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }
}
