// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static dev.portcullis.server.modelled.Stage.RED;
import static dev.portcullis.server.modelled.Stage.arn;
import static dev.portcullis.server.modelled.Stage.tags;
import static dev.portcullis.server.modelled.Stage.team;

import dev.portcullis.server.account.Quota;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.UploadServerCertificateRequest;

/** Certificates of servers. */
final class ServerCertificates implements Area {
    private static final String SITE = "site";
    private static final String SITE_ARN = arn("server-certificate/web/site");

    @Override
    public List<Sample> samples() {
        return List.of(
                Sample.of(
                        "UploadServerCertificate",
                        ServerCertificates::withoutAny,
                        (stage, iam) -> upload(stage, iam, request -> request.tags(team(RED))),
                        SITE_ARN,
                        SITE_ARN),
                Sample.of(
                        "GetServerCertificate",
                        ServerCertificates::withSite,
                        (stage, iam) -> iam.getServerCertificate(request -> request.serverCertificateName(SITE)),
                        SITE_ARN),
                Sample.of(
                        "ListServerCertificates",
                        stage -> {},
                        (stage, iam) -> iam.listServerCertificates(request -> request.pathPrefix("/web/")),
                        arn("server-certificate/web/")),
                Sample.of(
                        "UpdateServerCertificate",
                        ServerCertificates::withSite,
                        (stage, iam) -> iam.updateServerCertificate(request -> request.serverCertificateName(SITE)
                                .newPath("/edge/")
                                .newServerCertificateName("moved")),
                        SITE_ARN,
                        arn("server-certificate/edge/moved")),
                Sample.of(
                        "DeleteServerCertificate",
                        ServerCertificates::withSite,
                        (stage, iam) -> iam.deleteServerCertificate(request -> request.serverCertificateName(SITE)),
                        SITE_ARN),
                Sample.of(
                        "TagServerCertificate",
                        ServerCertificates::withSite,
                        (stage, iam) -> iam.tagServerCertificate(request -> request.serverCertificateName(SITE)
                                .tags(team(RED), tags("new", 1).getFirst())),
                        SITE_ARN),
                Sample.of(
                        "UntagServerCertificate",
                        ServerCertificates::withSite,
                        (stage, iam) -> iam.untagServerCertificate(
                                request -> request.serverCertificateName(SITE).tagKeys("team")),
                        SITE_ARN),
                Sample.of(
                        "ListServerCertificateTags",
                        ServerCertificates::withSite,
                        (stage, iam) -> iam.listServerCertificateTags(request -> request.serverCertificateName(SITE)),
                        SITE_ARN));
    }

    @Override
    public void errors(ErrorTable table) {
        uploaded(table);
        notThere(table);
        tagged(table);
        table.reached("UpdateServerCertificate", "EntityAlreadyExists", stage -> {
            withSite(stage);
            upload(stage, stage.root(), request -> request.serverCertificateName("taken"));
            return () -> stage.root()
                    .updateServerCertificate(
                            request -> request.serverCertificateName(SITE).newServerCertificateName("Taken"));
        });
        table.impossible(
                "DeleteConflict",
                "Nothing here takes hold of a certificate, as load balancers do at AWS",
                "DeleteServerCertificate");
        table.impossible(
                "LimitExceeded",
                "It adds nothing that a quota counts",
                "UpdateServerCertificate",
                "DeleteServerCertificate");
        table.impossible(
                "ConcurrentModification",
                "Changes of an account are made one after another, each of what the one before left: they cannot collide",
                "UploadServerCertificate",
                "TagServerCertificate",
                "UntagServerCertificate");
    }

    private static void uploaded(ErrorTable table) {
        table.reached("UploadServerCertificate", "LimitExceeded", stage -> {
            withoutAny(stage);
            for (int i = 0; i < Quota.SERVER_CERTIFICATES.limit(); i++) {
                var name = "certificate-" + i;
                upload(stage, stage.root(), request -> request.serverCertificateName(name));
            }
            return () -> upload(stage, stage.root(), request -> {});
        });
        table.reached("UploadServerCertificate", "InvalidInput", stage -> {
            withoutAny(stage);
            return () -> upload(stage, stage.root(), request -> request.tags(team("red"), team("blue")));
        });
        table.reached("UploadServerCertificate", "EntityAlreadyExists", stage -> {
            withSite(stage);
            return () -> upload(stage, stage.root(), request -> request.serverCertificateName("SITE"));
        });
        table.reached(
                "UploadServerCertificate",
                "MalformedCertificate",
                stage -> () -> upload(stage, stage.root(), request -> request.certificateBody("no certificate")));
        table.reached(
                "UploadServerCertificate",
                "KeyPairMismatch",
                stage -> () -> upload(
                        stage,
                        stage.root(),
                        request -> request.privateKey(stage.keyPair(1).keyPem())));
    }

    private static void notThere(ErrorTable table) {
        table.reachedBy(
                "GetServerCertificate",
                "NoSuchEntity",
                iam -> iam.getServerCertificate(request -> request.serverCertificateName("none")));
        table.reachedBy(
                "DeleteServerCertificate",
                "NoSuchEntity",
                iam -> iam.deleteServerCertificate(request -> request.serverCertificateName("none")));
        table.reachedBy(
                "UpdateServerCertificate",
                "NoSuchEntity",
                iam -> iam.updateServerCertificate(
                        request -> request.serverCertificateName("none").newPath("/edge/")));
        table.reachedBy(
                "ListServerCertificateTags",
                "NoSuchEntity",
                iam -> iam.listServerCertificateTags(request -> request.serverCertificateName("none")));
        table.reachedBy(
                "TagServerCertificate",
                "NoSuchEntity",
                iam -> iam.tagServerCertificate(
                        request -> request.serverCertificateName("none").tags(team(RED))));
        table.reachedBy(
                "UntagServerCertificate",
                "NoSuchEntity",
                iam -> iam.untagServerCertificate(
                        request -> request.serverCertificateName("none").tagKeys("team")));
    }

    private static void tagged(ErrorTable table) {
        table.reached("TagServerCertificate", "InvalidInput", stage -> {
            withSite(stage);
            return () -> stage.root()
                    .tagServerCertificate(
                            request -> request.serverCertificateName(SITE).tags(team("red"), team("blue")));
        });
        table.reached("TagServerCertificate", "LimitExceeded", stage -> {
            withSite(stage);
            return () -> stage.root()
                    .tagServerCertificate(
                            request -> request.serverCertificateName(SITE).tags(tags("key", Quota.TAGS.limit())));
        });
        table.reached("UntagServerCertificate", "InvalidInput", stage -> {
            withSite(stage);
            return () -> stage.root()
                    .untagServerCertificate(
                            request -> request.serverCertificateName(SITE).tagKeys("aws:team"));
        });
    }

    /** Uploads {@value #SITE} to {@code /web/}, with whatever is said otherwise. */
    private static void upload(Stage stage, IamClient iam, Consumer<UploadServerCertificateRequest.Builder> more) {
        iam.uploadServerCertificate(request -> {
            request.serverCertificateName(SITE)
                    .path("/web/")
                    .certificateBody(stage.keyPair(0).pem())
                    .privateKey(stage.keyPair(0).keyPem());
            more.accept(request);
        });
    }

    private static void withoutAny(Stage stage) {
        stage.root()
                .listServerCertificates()
                .serverCertificateMetadataList()
                .forEach(found -> stage.root()
                        .deleteServerCertificate(
                                request -> request.serverCertificateName(found.serverCertificateName())));
    }

    private static void withSite(Stage stage) {
        withoutAny(stage);
        upload(stage, stage.root(), request -> request.tags(team(RED)));
    }
}
