// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import dev.portcullis.aws.iam.DeleteSigningCertificateResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListSigningCertificatesRequest;
import dev.portcullis.aws.iam.ListSigningCertificatesResponse;
import dev.portcullis.aws.iam.UpdateSigningCertificateResponse;
import dev.portcullis.aws.iam.UploadSigningCertificateRequest;
import dev.portcullis.aws.iam.UploadSigningCertificateResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.SigningCertificate;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.users.CredentialOwner;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on signing certificates. */
public final class SigningCertificatesHandlers {
    private final Pages pages;

    public SigningCertificatesHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.UPLOAD_SIGNING_CERTIFICATE, SigningCertificatesHandlers::upload),
                Operation.read(IamModel.LIST_SIGNING_CERTIFICATES, this::list),
                Operation.write(IamModel.UPDATE_SIGNING_CERTIFICATE, (request, call) -> account -> {
                    var owner = CredentialOwner.of(account, request.userName(), call.caller());
                    return SigningCertificates.update(account, owner, request.certificateId(), request.status())
                            .answering(new UpdateSigningCertificateResponse());
                }),
                Operation.write(IamModel.DELETE_SIGNING_CERTIFICATE, (request, call) -> account -> {
                    var owner = CredentialOwner.of(account, request.userName(), call.caller());
                    return SigningCertificates.delete(account, owner, request.certificateId())
                            .answering(new DeleteSigningCertificateResponse());
                }));
    }

    private static Function<Account, Change<UploadSigningCertificateResponse>> upload(
            UploadSigningCertificateRequest request, Call call) {
        var parsed = Certificates.one(request.certificateBody());
        SigningCertificates.requireUseful(parsed, call.time());
        var fingerprint = Certificates.fingerprint(parsed);
        var id = call.issuer().newCertificateId();
        return account -> {
            var owner = CredentialOwner.of(account, request.userName(), call.caller());
            var certificate =
                    new SigningCertificate(id, owner.id(), request.certificateBody(), fingerprint, true, call.time());
            return SigningCertificates.add(account, certificate)
                    .answering(UploadSigningCertificateResponse.builder()
                            .certificate(shown(owner, certificate))
                            .build());
        };
    }

    private ListSigningCertificatesResponse list(Account account, ListSigningCertificatesRequest request, Call call) {
        var owner = CredentialOwner.of(account, request.userName(), call.caller());
        var page = pages.page(
                account.signingCertificatesOf(owner.id()).stream(),
                certificate -> Pages.nameKey(certificate.id()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_SIGNING_CERTIFICATES, Map.of("Owner", owner.id())),
                call.time());
        return ListSigningCertificatesResponse.builder()
                .certificates(page.map(certificate -> shown(owner, certificate)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static dev.portcullis.aws.iam.SigningCertificate shown(
            CredentialOwner owner, SigningCertificate certificate) {
        return dev.portcullis.aws.iam.SigningCertificate.builder()
                .userName(owner.userName())
                .certificateId(certificate.id())
                .certificateBody(certificate.body())
                .status(certificate.isActive() ? SigningCertificates.ACTIVE : SigningCertificates.INACTIVE)
                .uploadDate(certificate.uploadedAt())
                .build();
    }
}
