// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static dev.portcullis.server.modelled.Stage.ADA;
import static dev.portcullis.server.modelled.Stage.DORA;
import static dev.portcullis.server.modelled.Stage.arn;
import static dev.portcullis.server.modelled.Stage.publicKey;

import dev.portcullis.server.account.Quota;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EncodingType;
import software.amazon.awssdk.services.iam.model.StatusType;

/** What users prove themselves with to services: SSH public keys, and names with passwords. */
final class ServiceKeys implements Area {
    private static final String SERVICE = "codecommit.amazonaws.com";
    private static final int DAYS = 30;
    private static final String NONE = "A".repeat(21);

    @Override
    public List<Sample> samples() {
        return List.of(
                Sample.of(
                        "UploadSSHPublicKey",
                        ServiceKeys::withoutKeys,
                        (stage, iam) -> upload(iam, ADA, publicKey()),
                        arn("user/staff/ada")),
                Sample.of(
                        "GetSSHPublicKey",
                        ServiceKeys::withKey,
                        ofKey((id, iam) -> iam.getSSHPublicKey(request ->
                                request.userName(ADA).sshPublicKeyId(id).encoding(EncodingType.PEM))),
                        arn("user/staff/ada")),
                Sample.of(
                        "ListSSHPublicKeys",
                        stage -> {},
                        (stage, iam) -> iam.listSSHPublicKeys(request -> request.userName(ADA)),
                        arn("user/staff/ada")),
                Sample.of("ListSSHPublicKeys", stage -> {}, (stage, iam) -> iam.listSSHPublicKeys(), arn("user/dora")),
                Sample.of(
                        "UpdateSSHPublicKey",
                        ServiceKeys::withKey,
                        ofKey((id, iam) -> iam.updateSSHPublicKey(request ->
                                request.userName(ADA).sshPublicKeyId(id).status(StatusType.INACTIVE))),
                        arn("user/staff/ada")),
                Sample.of(
                        "DeleteSSHPublicKey",
                        ServiceKeys::withKey,
                        ofKey((id, iam) -> iam.deleteSSHPublicKey(
                                request -> request.userName(ADA).sshPublicKeyId(id))),
                        arn("user/staff/ada")),
                Sample.of(
                        "CreateServiceSpecificCredential",
                        without(ADA),
                        (stage, iam) -> create(iam, ADA, SERVICE),
                        arn("user/staff/ada")),
                Sample.of(
                        "ListServiceSpecificCredentials",
                        stage -> {},
                        (stage, iam) -> iam.listServiceSpecificCredentials(request -> request.userName(ADA)),
                        arn("user/staff/ada")),
                Sample.of(
                        "ListServiceSpecificCredentials",
                        stage -> {},
                        (stage, iam) -> iam.listServiceSpecificCredentials(),
                        arn("user/dora")),
                Sample.of(
                        "ListServiceSpecificCredentials",
                        stage -> {},
                        (stage, iam) -> iam.listServiceSpecificCredentials(request -> request.allUsers(true)),
                        "*"),
                Sample.of(
                        "ResetServiceSpecificCredential",
                        with(ADA),
                        of(
                                ADA,
                                (id, iam) -> iam.resetServiceSpecificCredential(
                                        request -> request.userName(ADA).serviceSpecificCredentialId(id))),
                        arn("user/staff/ada")),
                Sample.of(
                        "ResetServiceSpecificCredential",
                        with(DORA),
                        of(
                                DORA,
                                (id, iam) -> iam.resetServiceSpecificCredential(
                                        request -> request.serviceSpecificCredentialId(id))),
                        arn("user/dora")),
                Sample.of(
                        "UpdateServiceSpecificCredential",
                        with(ADA),
                        of(
                                ADA,
                                (id, iam) -> iam.updateServiceSpecificCredential(request -> request.userName(ADA)
                                        .serviceSpecificCredentialId(id)
                                        .status(StatusType.INACTIVE))),
                        arn("user/staff/ada")),
                Sample.of(
                        "UpdateServiceSpecificCredential",
                        with(DORA),
                        of(
                                DORA,
                                (id, iam) -> iam.updateServiceSpecificCredential(request ->
                                        request.serviceSpecificCredentialId(id).status(StatusType.INACTIVE))),
                        arn("user/dora")),
                Sample.of(
                        "DeleteServiceSpecificCredential",
                        with(ADA),
                        of(
                                ADA,
                                (id, iam) -> iam.deleteServiceSpecificCredential(
                                        request -> request.userName(ADA).serviceSpecificCredentialId(id))),
                        arn("user/staff/ada")),
                Sample.of(
                        "DeleteServiceSpecificCredential",
                        with(DORA),
                        of(
                                DORA,
                                (id, iam) -> iam.deleteServiceSpecificCredential(
                                        request -> request.serviceSpecificCredentialId(id))),
                        arn("user/dora")));
    }

    @Override
    public void errors(ErrorTable table) {
        keys(table);
        credentials(table);
    }

    private static void keys(ErrorTable table) {
        table.reached("UploadSSHPublicKey", "LimitExceeded", stage -> {
            var user = stage.newUser();
            for (int i = 0; i < Quota.SSH_PUBLIC_KEYS_PER_USER.limit(); i++) {
                upload(stage.root(), user, publicKey());
            }
            return () -> upload(stage.root(), user, publicKey());
        });
        table.reachedBy("UploadSSHPublicKey", "NoSuchEntity", iam -> upload(iam, "nobody", publicKey()));
        table.reachedBy("UploadSSHPublicKey", "InvalidPublicKey", iam -> upload(iam, ADA, "ssh-rsa AAAA"));
        table.reachedBy("UploadSSHPublicKey", "UnrecognizedPublicKeyEncoding", iam -> upload(iam, ADA, "my key"));
        table.reached("UploadSSHPublicKey", "DuplicateSSHPublicKey", stage -> {
            var user = stage.newUser();
            var key = publicKey();
            upload(stage.root(), user, key);
            return () -> upload(stage.root(), user, key);
        });
        table.reachedBy(
                "GetSSHPublicKey",
                "NoSuchEntity",
                iam -> iam.getSSHPublicKey(
                        request -> request.userName(ADA).sshPublicKeyId(NONE).encoding(EncodingType.SSH)));
        table.impossible(
                "UnrecognizedPublicKeyEncoding",
                "The model knows two encodings; any other is ValidationError, and what is kept was read when it came",
                "GetSSHPublicKey");
        table.reachedBy(
                "ListSSHPublicKeys",
                "NoSuchEntity",
                iam -> iam.listSSHPublicKeys(request -> request.userName("nobody")));
        table.reachedBy(
                "UpdateSSHPublicKey",
                "NoSuchEntity",
                iam -> iam.updateSSHPublicKey(
                        request -> request.userName(ADA).sshPublicKeyId(NONE).status(StatusType.ACTIVE)));
        table.reached("UpdateSSHPublicKey", "InvalidInput", stage -> {
            withKey(stage);
            return () -> ofKey((id, iam) -> iam.updateSSHPublicKey(
                            request -> request.userName(ADA).sshPublicKeyId(id).status(StatusType.EXPIRED)))
                    .accept(stage, stage.root());
        });
        table.reachedBy(
                "DeleteSSHPublicKey",
                "NoSuchEntity",
                iam -> iam.deleteSSHPublicKey(request -> request.userName(ADA).sshPublicKeyId(NONE)));
    }

    private static void credentials(ErrorTable table) {
        table.reached("CreateServiceSpecificCredential", "LimitExceeded", stage -> {
            var user = stage.newUser();
            for (int i = 0; i < Quota.SERVICE_CREDENTIALS_PER_USER.limit(); i++) {
                create(stage.root(), user, SERVICE);
            }
            return () -> create(stage.root(), user, SERVICE);
        });
        table.reachedBy("CreateServiceSpecificCredential", "NoSuchEntity", iam -> create(iam, "nobody", SERVICE));
        table.reachedBy(
                "CreateServiceSpecificCredential", "NotSupportedService", iam -> create(iam, ADA, "ec2.amazonaws.com"));
        table.reachedBy(
                "ListServiceSpecificCredentials",
                "NoSuchEntity",
                iam -> iam.listServiceSpecificCredentials(request -> request.userName("nobody")));
        table.reachedBy(
                "ListServiceSpecificCredentials",
                "NotSupportedService",
                iam -> iam.listServiceSpecificCredentials(
                        request -> request.userName(ADA).serviceName("ec2.amazonaws.com")));
        table.reachedBy(
                "ResetServiceSpecificCredential",
                "NoSuchEntity",
                iam -> iam.resetServiceSpecificCredential(
                        request -> request.userName(ADA).serviceSpecificCredentialId(NONE)));
        table.reachedBy(
                "UpdateServiceSpecificCredential",
                "NoSuchEntity",
                iam -> iam.updateServiceSpecificCredential(request ->
                        request.userName(ADA).serviceSpecificCredentialId(NONE).status(StatusType.ACTIVE)));
        table.reachedBy(
                "DeleteServiceSpecificCredential",
                "NoSuchEntity",
                iam -> iam.deleteServiceSpecificCredential(
                        request -> request.userName(ADA).serviceSpecificCredentialId(NONE)));
    }

    private static void upload(IamClient iam, String user, String key) {
        iam.uploadSSHPublicKey(request -> request.userName(user).sshPublicKeyBody(key));
    }

    private static void withoutKeys(Stage stage) {
        stage.root()
                .listSSHPublicKeys(request -> request.userName(ADA))
                .sshPublicKeys()
                .forEach(key -> stage.root()
                        .deleteSSHPublicKey(request -> request.userName(ADA).sshPublicKeyId(key.sshPublicKeyId())));
    }

    private static void withKey(Stage stage) {
        withoutKeys(stage);
        upload(stage.root(), ADA, publicKey());
    }

    /** A call about the only key of ada, by its id. */
    private static BiConsumer<Stage, IamClient> ofKey(BiConsumer<String, IamClient> call) {
        return (stage, iam) -> call.accept(
                stage.root()
                        .listSSHPublicKeys(request -> request.userName(ADA))
                        .sshPublicKeys()
                        .getFirst()
                        .sshPublicKeyId(),
                iam);
    }

    private static void create(IamClient iam, String user, String service) {
        iam.createServiceSpecificCredential(
                request -> request.userName(user).serviceName(service).credentialAgeDays(DAYS));
    }

    private static Consumer<Stage> without(String user) {
        return stage -> stage.root()
                .listServiceSpecificCredentials(request -> request.userName(user))
                .serviceSpecificCredentials()
                .forEach(found -> stage.root()
                        .deleteServiceSpecificCredential(request -> request.userName(user)
                                .serviceSpecificCredentialId(found.serviceSpecificCredentialId())));
    }

    /** Gives a user its only credential. */
    private static Consumer<Stage> with(String user) {
        return without(user).andThen(stage -> create(stage.root(), user, SERVICE));
    }

    private static BiConsumer<Stage, IamClient> of(String user, BiConsumer<String, IamClient> call) {
        return (stage, iam) -> call.accept(
                stage.root()
                        .listServiceSpecificCredentials(request -> request.userName(user))
                        .serviceSpecificCredentials()
                        .getFirst()
                        .serviceSpecificCredentialId(),
                iam);
    }
}
