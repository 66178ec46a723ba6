// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static dev.portcullis.server.modelled.Stage.ADA;
import static dev.portcullis.server.modelled.Stage.DORA;
import static dev.portcullis.server.modelled.Stage.arn;

import dev.portcullis.server.account.Quota;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.StatusType;

/** Certificates by which users sign. */
final class SigningCertificates implements Area {
    private static final String NONE = "A".repeat(32);

    @Override
    public List<Sample> samples() {
        return List.of(
                Sample.of(
                        "UploadSigningCertificate",
                        SigningCertificates::withoutAny,
                        (stage, iam) -> upload(iam, ADA, stage.keyPair(0).pem()),
                        arn("user/staff/ada")),
                Sample.of(
                        "UploadSigningCertificate",
                        SigningCertificates::withoutAny,
                        (stage, iam) -> iam.uploadSigningCertificate(request ->
                                request.certificateBody(stage.keyPair(0).pem())),
                        arn("user/dora")),
                Sample.of(
                        "ListSigningCertificates",
                        stage -> {},
                        (stage, iam) -> iam.listSigningCertificates(request -> request.userName(ADA)),
                        arn("user/staff/ada")),
                Sample.of(
                        "ListSigningCertificates",
                        stage -> {},
                        (stage, iam) -> iam.listSigningCertificates(),
                        arn("user/dora")),
                Sample.of(
                        "UpdateSigningCertificate",
                        with(ADA),
                        of(
                                ADA,
                                (id, iam) -> iam.updateSigningCertificate(request ->
                                        request.userName(ADA).certificateId(id).status(StatusType.INACTIVE))),
                        arn("user/staff/ada")),
                Sample.of(
                        "UpdateSigningCertificate",
                        with(DORA),
                        of(
                                DORA,
                                (id, iam) -> iam.updateSigningCertificate(
                                        request -> request.certificateId(id).status(StatusType.INACTIVE))),
                        arn("user/dora")),
                Sample.of(
                        "DeleteSigningCertificate",
                        with(ADA),
                        of(
                                ADA,
                                (id, iam) -> iam.deleteSigningCertificate(
                                        request -> request.userName(ADA).certificateId(id))),
                        arn("user/staff/ada")),
                Sample.of(
                        "DeleteSigningCertificate",
                        with(DORA),
                        of(DORA, (id, iam) -> iam.deleteSigningCertificate(request -> request.certificateId(id))),
                        arn("user/dora")));
    }

    @Override
    public void errors(ErrorTable table) {
        uploaded(table);
        table.reachedBy(
                "ListSigningCertificates",
                "NoSuchEntity",
                iam -> iam.listSigningCertificates(request -> request.userName("nobody")));
        table.reachedBy(
                "UpdateSigningCertificate",
                "NoSuchEntity",
                iam -> iam.updateSigningCertificate(
                        request -> request.userName(ADA).certificateId(NONE).status(StatusType.ACTIVE)));
        table.reached("UpdateSigningCertificate", "InvalidInput", stage -> {
            with(ADA).accept(stage);
            return () -> of(
                            ADA,
                            (id, iam) -> iam.updateSigningCertificate(request ->
                                    request.userName(ADA).certificateId(id).status(StatusType.EXPIRED)))
                    .accept(stage, stage.root());
        });
        table.reachedBy(
                "DeleteSigningCertificate",
                "NoSuchEntity",
                iam -> iam.deleteSigningCertificate(
                        request -> request.userName(ADA).certificateId(NONE)));
        table.impossible(
                "LimitExceeded",
                "It adds nothing that a quota counts",
                "UpdateSigningCertificate",
                "DeleteSigningCertificate");
        table.impossible(
                "ConcurrentModification",
                "Changes of an account are made one after another, each of what the one before left: they cannot collide",
                "UploadSigningCertificate",
                "DeleteSigningCertificate");
    }

    private static void uploaded(ErrorTable table) {
        table.reached("UploadSigningCertificate", "LimitExceeded", stage -> {
            withoutAny(stage);
            int most = Quota.SIGNING_CERTIFICATES_PER_USER.limit();
            for (int i = 0; i < most; i++) {
                upload(stage.root(), ADA, stage.keyPair(i).pem());
            }
            return () -> upload(stage.root(), ADA, stage.keyPair(most).pem());
        });
        table.reachedBy("UploadSigningCertificate", "MalformedCertificate", iam -> upload(iam, ADA, "no certificate"));
        table.reached("UploadSigningCertificate", "InvalidCertificate", stage -> {
            var expired = stage.expired().pem();
            return () -> upload(stage.root(), ADA, expired);
        });
        table.reached("UploadSigningCertificate", "DuplicateCertificate", stage -> {
            with(DORA).accept(stage);
            return () -> upload(stage.root(), ADA, stage.keyPair(0).pem());
        });
        table.reached(
                "UploadSigningCertificate",
                "NoSuchEntity",
                stage -> () -> upload(stage.root(), "nobody", stage.keyPair(0).pem()));
        table.impossible(
                "EntityAlreadyExists",
                "Certificates have no names; one that is there already is DuplicateCertificate",
                "UploadSigningCertificate");
    }

    private static void upload(IamClient iam, String user, String body) {
        iam.uploadSigningCertificate(request -> request.userName(user).certificateBody(body));
    }

    private static void withoutAny(Stage stage) {
        for (var user : List.of(ADA, DORA)) {
            stage.root()
                    .listSigningCertificates(request -> request.userName(user))
                    .certificates()
                    .forEach(found -> stage.root()
                            .deleteSigningCertificate(
                                    request -> request.userName(user).certificateId(found.certificateId())));
        }
    }

    /** Gives a user the only certificate. */
    private static Consumer<Stage> with(String user) {
        return stage -> {
            withoutAny(stage);
            upload(stage.root(), user, stage.keyPair(0).pem());
        };
    }

    /** A call about the certificate of a user, by its id. */
    private static BiConsumer<Stage, IamClient> of(String user, BiConsumer<String, IamClient> call) {
        return (stage, iam) -> call.accept(
                stage.root()
                        .listSigningCertificates(request -> request.userName(user))
                        .certificates()
                        .getFirst()
                        .certificateId(),
                iam);
    }
}
