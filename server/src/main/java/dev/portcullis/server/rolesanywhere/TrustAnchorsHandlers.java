// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.CreateTrustAnchorRequest;
import dev.portcullis.aws.rolesanywhere.ListRequest;
import dev.portcullis.aws.rolesanywhere.ListTrustAnchorsResponse;
import dev.portcullis.aws.rolesanywhere.NotificationSettingKey;
import dev.portcullis.aws.rolesanywhere.PutNotificationSettingsRequest;
import dev.portcullis.aws.rolesanywhere.PutNotificationSettingsResponse;
import dev.portcullis.aws.rolesanywhere.ResetNotificationSettingsRequest;
import dev.portcullis.aws.rolesanywhere.ResetNotificationSettingsResponse;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.rolesanywhere.ScalarTrustAnchorRequest;
import dev.portcullis.aws.rolesanywhere.Source;
import dev.portcullis.aws.rolesanywhere.SourceData;
import dev.portcullis.aws.rolesanywhere.TrustAnchorDetailResponse;
import dev.portcullis.aws.rolesanywhere.UpdateTrustAnchorRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The operations on trust anchors. */
public final class TrustAnchorsHandlers {
    private final AnywherePages pages;
    private final AwsPolicies awsPolicies;

    public TrustAnchorsHandlers(Pages pages, AwsPolicies awsPolicies) {
        this.pages = new AnywherePages(pages);
        this.awsPolicies = awsPolicies;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(RolesanywhereModel.CREATE_TRUST_ANCHOR, this::create),
                Operation.read(
                        RolesanywhereModel.GET_TRUST_ANCHOR,
                        (account, request, call) -> shown(account, anchor(account, request, call))),
                Operation.read(RolesanywhereModel.LIST_TRUST_ANCHORS, this::list),
                Operation.write(RolesanywhereModel.UPDATE_TRUST_ANCHOR, TrustAnchorsHandlers::update),
                Operation.write(
                        RolesanywhereModel.ENABLE_TRUST_ANCHOR, (request, call) -> switching(true, request, call)),
                Operation.write(
                        RolesanywhereModel.DISABLE_TRUST_ANCHOR, (request, call) -> switching(false, request, call)),
                Operation.write(RolesanywhereModel.DELETE_TRUST_ANCHOR, TrustAnchorsHandlers::delete),
                Operation.write(RolesanywhereModel.PUT_NOTIFICATION_SETTINGS, this::putNotifications),
                Operation.write(
                        RolesanywhereModel.RESET_NOTIFICATION_SETTINGS, TrustAnchorsHandlers::resetNotifications));
    }

    private Function<Account, Change<TrustAnchorDetailResponse>> create(CreateTrustAnchorRequest request, Call call) {
        var certificates = certificates(request.source(), call.time());
        var base = Anywhere.made(request.enabled(), request.tags(), call);
        return account -> {
            Account.requireRoom(Quota.TRUST_ANCHORS, (int)
                    Anywhere.in(account.trustAnchors(), base.region()).count());
            var by = Subject.of(account, call.caller(), awsPolicies).arn();
            var anchor = new TrustAnchor(
                    base,
                    request.name(),
                    certificates,
                    Notifications.set(List.of(), request.notificationSettings(), by));
            return account.with(anchor).answering(shown(account, anchor));
        };
    }

    /** The certificates of a source: those in the request, for there is no private certificate authority here whose own could be asked for. */
    private static String certificates(Source source, Instant now) {
        if (source.sourceType().filter(ShownAnywhere.CERTIFICATE_BUNDLE::equals).isEmpty()) {
            throw new ValidationError("The source of a trust anchor must be a CERTIFICATE_BUNDLE: this server has no"
                            + " private certificate authority of AWS, and no repository of self-signed certificates.")
                    .asException();
        }
        var pem = source.sourceData()
                .filter(data -> data.acmPcaArn().isEmpty())
                .flatMap(SourceData::x509CertificateData)
                .orElseThrow(() -> new ValidationError(
                                "A CERTIFICATE_BUNDLE needs x509CertificateData in its sourceData, and nothing else.")
                        .asException());
        CertificateBundle.require(pem, now);
        return pem;
    }

    private ListTrustAnchorsResponse list(Account account, ListRequest request, Call call) {
        var page = pages.page(
                Anywhere.in(account.trustAnchors(), call.caller().facts().region()),
                TrustAnchor::id,
                request,
                RolesanywhereModel.LIST_TRUST_ANCHORS,
                call);
        return ListTrustAnchorsResponse.builder()
                .trustAnchors(page.map(anchor -> ShownAnywhere.of(account, anchor)))
                .nextToken(page.marker())
                .build();
    }

    private static Function<Account, Change<TrustAnchorDetailResponse>> update(
            UpdateTrustAnchorRequest request, Call call) {
        var certificates = request.source().map(source -> certificates(source, call.time()));
        return account -> {
            var anchor = Anywhere.trustAnchor(account, region(call), request.trustAnchorId());
            var next = anchor.changed(
                    request.name().orElse(anchor.name()), certificates.orElse(anchor.certificates()), call.time());
            return account.with(next).answering(shown(account, next));
        };
    }

    private static Function<Account, Change<TrustAnchorDetailResponse>> switching(
            boolean on, ScalarTrustAnchorRequest request, Call call) {
        return account -> {
            var next = anchor(account, request, call).enabled(on, call.time());
            return account.with(next).answering(shown(account, next));
        };
    }

    private static Function<Account, Change<TrustAnchorDetailResponse>> delete(
            ScalarTrustAnchorRequest request, Call call) {
        return account -> {
            var anchor = anchor(account, request, call);
            return account.without(anchor).answering(shown(account, anchor));
        };
    }

    private Function<Account, Change<PutNotificationSettingsResponse>> putNotifications(
            PutNotificationSettingsRequest request, Call call) {
        return account -> {
            var anchor = Anywhere.trustAnchor(account, region(call), request.trustAnchorId());
            var by = Subject.of(account, call.caller(), awsPolicies).arn();
            var next = anchor.notifying(
                    Notifications.set(anchor.notifications(), request.notificationSettings(), by), call.time());
            return account.with(next)
                    .answering(PutNotificationSettingsResponse.builder()
                            .trustAnchor(ShownAnywhere.of(account, next))
                            .build());
        };
    }

    private static Function<Account, Change<ResetNotificationSettingsResponse>> resetNotifications(
            ResetNotificationSettingsRequest request, Call call) {
        return account -> {
            var anchor = Anywhere.trustAnchor(account, region(call), request.trustAnchorId());
            var events = request.notificationSettingKeys().stream()
                    .map(NotificationSettingKey::event)
                    .toList();
            var next = anchor.notifying(Notifications.reset(anchor.notifications(), events), call.time());
            return account.with(next)
                    .answering(ResetNotificationSettingsResponse.builder()
                            .trustAnchor(ShownAnywhere.of(account, next))
                            .build());
        };
    }

    private static TrustAnchor anchor(Account account, ScalarTrustAnchorRequest request, Call call) {
        return Anywhere.trustAnchor(account, region(call), request.trustAnchorId());
    }

    private static String region(Call call) {
        return call.caller().facts().region();
    }

    private static TrustAnchorDetailResponse shown(Account account, TrustAnchor anchor) {
        return TrustAnchorDetailResponse.builder()
                .trustAnchor(ShownAnywhere.of(account, anchor))
                .build();
    }
}
