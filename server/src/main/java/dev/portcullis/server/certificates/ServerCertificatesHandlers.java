// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import dev.portcullis.aws.iam.DeleteServerCertificateResponse;
import dev.portcullis.aws.iam.GetServerCertificateResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListServerCertificateTagsRequest;
import dev.portcullis.aws.iam.ListServerCertificateTagsResponse;
import dev.portcullis.aws.iam.ListServerCertificatesRequest;
import dev.portcullis.aws.iam.ListServerCertificatesResponse;
import dev.portcullis.aws.iam.ServerCertificateMetadata;
import dev.portcullis.aws.iam.TagServerCertificateResponse;
import dev.portcullis.aws.iam.UntagServerCertificateResponse;
import dev.portcullis.aws.iam.UpdateServerCertificateRequest;
import dev.portcullis.aws.iam.UpdateServerCertificateResponse;
import dev.portcullis.aws.iam.UploadServerCertificateRequest;
import dev.portcullis.aws.iam.UploadServerCertificateResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.ServerCertificate;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.tags.RequestTags;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on server certificates. */
public final class ServerCertificatesHandlers {
    private final StoredSecrets storedSecrets;
    private final Pages pages;

    public ServerCertificatesHandlers(StoredSecrets storedSecrets, Pages pages) {
        this.storedSecrets = storedSecrets;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.UPLOAD_SERVER_CERTIFICATE, this::upload),
                Operation.read(
                        IamModel.GET_SERVER_CERTIFICATE,
                        (account, request, call) -> GetServerCertificateResponse.builder()
                                .serverCertificate(
                                        inFull(account, certificate(account, request.serverCertificateName())))
                                .build()),
                Operation.read(IamModel.LIST_SERVER_CERTIFICATES, this::list),
                Operation.silent(
                        IamModel.UPDATE_SERVER_CERTIFICATE,
                        new UpdateServerCertificateResponse(),
                        ServerCertificatesHandlers::update),
                Operation.silent(
                        IamModel.DELETE_SERVER_CERTIFICATE,
                        new DeleteServerCertificateResponse(),
                        (account, request) -> account.without(certificate(account, request.serverCertificateName()))),
                Operation.silent(
                        IamModel.TAG_SERVER_CERTIFICATE, new TagServerCertificateResponse(), (account, request) -> {
                            var present = certificate(account, request.serverCertificateName());
                            return account.with(present.withTags(RequestTags.set(present.tags(), request.tags())));
                        }),
                Operation.silent(
                        IamModel.UNTAG_SERVER_CERTIFICATE, new UntagServerCertificateResponse(), (account, request) -> {
                            var present = certificate(account, request.serverCertificateName());
                            return account.with(
                                    present.withTags(RequestTags.removed(present.tags(), request.tagKeys())));
                        }),
                Operation.read(IamModel.LIST_SERVER_CERTIFICATE_TAGS, this::listTags));
    }

    private Function<Account, Change<UploadServerCertificateResponse>> upload(
            UploadServerCertificateRequest request, Call call) {
        var expiresAt = UploadedCertificate.check(
                request.certificateBody(), request.privateKey(), request.certificateChain(), call.time());
        var certificate = new ServerCertificate(
                call.issuer().newId(UniqueIds.Kind.SERVER_CERTIFICATE),
                request.serverCertificateName(),
                request.path().orElse("/"),
                call.time(),
                expiresAt,
                request.certificateBody(),
                request.certificateChain(),
                RequestTags.of(request.tags()));
        var address = new SecretAddress(
                call.caller().account().text(), certificate.id(), Kind.SERVER_CERTIFICATE.storedAs(), certificate.id());
        var sealed = SealedBytes.of(storedSecrets.seal(address, Secret.ofText(request.privateKey())));
        return account -> {
            Account.requireRoom(
                    Quota.SERVER_CERTIFICATES, account.serverCertificates().size());
            requireFree(account, certificate.name());
            return account.with(certificate)
                    .withSecret(Kind.SERVER_CERTIFICATE, certificate.id(), sealed)
                    .answering(UploadServerCertificateResponse.builder()
                            .serverCertificateMetadata(metadata(account, certificate))
                            .tags(RequestTags.shown(certificate.tags()))
                            .build());
        };
    }

    private static Account update(Account account, UpdateServerCertificateRequest request) {
        var present = certificate(account, request.serverCertificateName());
        var name = request.newServerCertificateName().orElse(present.name());
        if (!name.equalsIgnoreCase(present.name())) {
            requireFree(account, name);
        }
        var next = present.called(name, request.newPath().orElse(present.path()));
        return next.equals(present) ? account : account.with(next);
    }

    private ListServerCertificatesResponse list(Account account, ListServerCertificatesRequest request, Call call) {
        var prefix = request.pathPrefix().orElse("/");
        var page = pages.page(
                account.serverCertificates().stream()
                        .filter(certificate -> certificate.path().startsWith(prefix)),
                certificate -> Pages.nameKey(certificate.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_SERVER_CERTIFICATES, Map.of("PathPrefix", prefix)),
                call.time());
        return ListServerCertificatesResponse.builder()
                .serverCertificateMetadataList(page.map(certificate -> metadata(account, certificate)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListServerCertificateTagsResponse listTags(
            Account account, ListServerCertificateTagsRequest request, Call call) {
        var certificate = certificate(account, request.serverCertificateName());
        var page = pages.tags(
                certificate.tags(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_SERVER_CERTIFICATE_TAGS, Map.of("Id", certificate.id())),
                call.time());
        return ListServerCertificateTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static ServerCertificate certificate(Account account, String name) {
        return account.serverCertificates()
                .named(name)
                .orElseThrow(() -> NoSuchEntity.serverCertificate(name).asException());
    }

    private static void requireFree(Account account, String name) {
        if (account.serverCertificates().hasNamed(name)) {
            throw new EntityAlreadyExists("The Server Certificate with name " + name + " already exists.")
                    .asException();
        }
    }

    /** Everything but the key. */
    private static dev.portcullis.aws.iam.ServerCertificate inFull(Account account, ServerCertificate certificate) {
        return dev.portcullis.aws.iam.ServerCertificate.builder()
                .serverCertificateMetadata(metadata(account, certificate))
                .certificateBody(certificate.body())
                .certificateChain(certificate.chain())
                .tags(RequestTags.shown(certificate.tags()))
                .build();
    }

    private static ServerCertificateMetadata metadata(Account account, ServerCertificate certificate) {
        return ServerCertificateMetadata.builder()
                .path(certificate.path())
                .serverCertificateName(certificate.name())
                .serverCertificateId(certificate.id())
                .arn(account.arns().of(certificate))
                .uploadDate(certificate.uploadedAt())
                .expiration(certificate.expiresAt())
                .build();
    }
}
