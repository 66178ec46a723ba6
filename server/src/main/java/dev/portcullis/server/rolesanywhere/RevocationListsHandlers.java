// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.CrlDetailResponse;
import dev.portcullis.aws.rolesanywhere.ImportCrlRequest;
import dev.portcullis.aws.rolesanywhere.ListCrlsResponse;
import dev.portcullis.aws.rolesanywhere.ListRequest;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.rolesanywhere.ScalarCrlRequest;
import dev.portcullis.aws.rolesanywhere.UpdateCrlRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.RevocationList;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.x509.Revocations;
import java.security.cert.X509CRL;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** The operations on certificate revocation lists. */
public final class RevocationListsHandlers {
    private final AnywherePages pages;

    public RevocationListsHandlers(Pages pages) {
        this.pages = new AnywherePages(pages);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(RolesanywhereModel.IMPORT_CRL, RevocationListsHandlers::importCrl),
                Operation.read(
                        RolesanywhereModel.GET_CRL,
                        (account, request, call) -> shown(account, crl(account, request, call))),
                Operation.read(RolesanywhereModel.LIST_CRLS, this::list),
                Operation.write(RolesanywhereModel.UPDATE_CRL, RevocationListsHandlers::update),
                Operation.write(RolesanywhereModel.ENABLE_CRL, (request, call) -> switching(true, request, call)),
                Operation.write(RolesanywhereModel.DISABLE_CRL, (request, call) -> switching(false, request, call)),
                Operation.write(RolesanywhereModel.DELETE_CRL, RevocationListsHandlers::delete));
    }

    private static Function<Account, Change<CrlDetailResponse>> importCrl(ImportCrlRequest request, Call call) {
        var list = parse(request.crlData());
        var base = Anywhere.made(request.enabled(), request.tags(), call);
        var region = base.region();
        return account -> {
            var anchor = account.anywhereByArn(request.trustAnchorArn())
                    .filter(TrustAnchor.class::isInstance)
                    .map(TrustAnchor.class::cast)
                    .filter(found -> found.region().equals(region))
                    .orElseThrow(() -> new ValidationError("There is no trust anchor " + request.trustAnchorArn() + ".")
                            .asException());
            requireOf(list, anchor);
            Account.requireRoom(Quota.REVOCATION_LISTS_PER_TRUST_ANCHOR, (int)
                    Anywhere.in(account.revocationLists(), region)
                            .filter(other -> other.trustAnchorId().equals(anchor.id()))
                            .count());
            var imported = new RevocationList(
                    base, request.name(), Base64.getEncoder().encodeToString(request.crlData()), anchor.id());
            return account.with(imported).answering(shown(account, imported));
        };
    }

    private static X509CRL parse(byte[] data) {
        return Revocations.parse(data)
                .orElseThrow(
                        () -> new ValidationError("The data must be one certificate revocation list, in PEM or DER,"
                                        + " without critical extensions, which say that it tells only a part.")
                                .asException());
    }

    /** A list that an authority of the anchor signed must be good now; one of an authority below it is judged when its certificate comes. */
    private static void requireOf(X509CRL list, TrustAnchor anchor) {
        var named = CertificateBundle.of(anchor).stream()
                .filter(authority -> Revocations.isNamedLike(list, authority))
                .toList();
        if (!named.isEmpty() && named.stream().noneMatch(authority -> Revocations.isOf(list, authority))) {
            throw new ValidationError("The list is not signed by the certificate authority that it names.")
                    .asException();
        }
    }

    private ListCrlsResponse list(Account account, ListRequest request, Call call) {
        var page = pages.page(
                Anywhere.in(account.revocationLists(), region(call)),
                RevocationList::id,
                request,
                RolesanywhereModel.LIST_CRLS,
                call);
        return ListCrlsResponse.builder()
                .crls(page.map(list -> ShownAnywhere.of(account, list)))
                .nextToken(page.marker())
                .build();
    }

    private static Function<Account, Change<CrlDetailResponse>> update(UpdateCrlRequest request, Call call) {
        var parsed = request.crlData().map(RevocationListsHandlers::parse);
        return account -> {
            var present = Anywhere.crl(account, region(call), request.crlId());
            parsed.ifPresent(list ->
                    account.trustAnchors().get(present.trustAnchorId()).ifPresent(anchor -> requireOf(list, anchor)));
            var next = present.changed(
                    request.name().orElse(present.name()),
                    request.crlData().map(Base64.getEncoder()::encodeToString).orElse(present.data()),
                    call.time());
            return account.with(next).answering(shown(account, next));
        };
    }

    private static Function<Account, Change<CrlDetailResponse>> switching(
            boolean on, ScalarCrlRequest request, Call call) {
        return account -> {
            var next = crl(account, request, call).enabled(on, call.time());
            return account.with(next).answering(shown(account, next));
        };
    }

    private static Function<Account, Change<CrlDetailResponse>> delete(ScalarCrlRequest request, Call call) {
        return account -> {
            var list = crl(account, request, call);
            return account.without(list).answering(shown(account, list));
        };
    }

    private static RevocationList crl(Account account, ScalarCrlRequest request, Call call) {
        return Anywhere.crl(account, region(call), request.crlId());
    }

    private static String region(Call call) {
        return call.caller().facts().region();
    }

    private static CrlDetailResponse shown(Account account, RevocationList list) {
        return CrlDetailResponse.builder().crl(ShownAnywhere.of(account, list)).build();
    }
}
