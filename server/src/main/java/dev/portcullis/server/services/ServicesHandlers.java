// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.services;

import dev.portcullis.aws.portcullis.CreateServiceAccessKeyRequest;
import dev.portcullis.aws.portcullis.CreateServiceAccessKeyResponse;
import dev.portcullis.aws.portcullis.DeleteServiceAccessKeyRequest;
import dev.portcullis.aws.portcullis.DeleteServiceAccessKeyResponse;
import dev.portcullis.aws.portcullis.DeregisterServiceRequest;
import dev.portcullis.aws.portcullis.DeregisterServiceResponse;
import dev.portcullis.aws.portcullis.ListServicesRequest;
import dev.portcullis.aws.portcullis.ListServicesResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.RegisterServiceRequest;
import dev.portcullis.aws.portcullis.RegisterServiceResponse;
import dev.portcullis.aws.portcullis.ServiceAccessKey;
import dev.portcullis.aws.portcullis.ServiceAccessKeyMetadata;
import dev.portcullis.aws.portcullis.ServiceDetail;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.ServiceIdentity;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.tags.RequestTags;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The operations on registered services. All of them are the management account's alone: trust policies of every account name service
 * principals, so who registers one poses as that service to all of them.
 */
public final class ServicesHandlers {
    private final Pages pages;

    public ServicesHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(PortcullisModel.REGISTER_SERVICE, ServicesHandlers::register),
                Operation.write(PortcullisModel.DEREGISTER_SERVICE, ServicesHandlers::deregister),
                Operation.read(PortcullisModel.LIST_SERVICES, this::list),
                Operation.write(PortcullisModel.CREATE_SERVICE_ACCESS_KEY, ServicesHandlers::createKey),
                Operation.write(PortcullisModel.DELETE_SERVICE_ACCESS_KEY, ServicesHandlers::deleteKey));
    }

    private static Function<Account, Change<RegisterServiceResponse>> register(
            RegisterServiceRequest request, Call call) {
        call.requireManagementAccount();
        var name = request.servicePrincipal();
        var tags = RequestTags.ofOwn(request.tags());
        var key = call.issuer().newAccessKey(call.caller().account(), name);
        return account -> {
            var next = Services.register(account, request, tags, key, call.time());
            var service = next.services().get(name).orElseThrow();
            return next.answering(RegisterServiceResponse.builder()
                    .service(detail(next, service))
                    .accessKey(shown(name, key, call.time()))
                    .build());
        };
    }

    private static Function<Account, Change<DeregisterServiceResponse>> deregister(
            DeregisterServiceRequest request, Call call) {
        call.requireManagementAccount();
        return account -> Services.deregister(account, request).answering(new DeregisterServiceResponse());
    }

    private static Function<Account, Change<CreateServiceAccessKeyResponse>> createKey(
            CreateServiceAccessKeyRequest request, Call call) {
        call.requireManagementAccount();
        var name = request.servicePrincipal();
        var key = call.issuer().newAccessKey(call.caller().account(), name);
        return account -> Services.addKey(account, name, key, call.time())
                .answering(CreateServiceAccessKeyResponse.builder()
                        .accessKey(shown(name, key, call.time()))
                        .build());
    }

    private static Function<Account, Change<DeleteServiceAccessKeyResponse>> deleteKey(
            DeleteServiceAccessKeyRequest request, Call call) {
        call.requireManagementAccount();
        return account -> Services.deleteKey(account, request).answering(new DeleteServiceAccessKeyResponse());
    }

    private ListServicesResponse list(Account account, ListServicesRequest request, Call call) {
        call.requireManagementAccount();
        var page = pages.page(
                account.services().stream(),
                service -> Pages.nameKey(service.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(PortcullisModel.LIST_SERVICES, Map.of()),
                call.time());
        return ListServicesResponse.builder()
                .services(page.map(service -> detail(account, service)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static ServiceDetail detail(Account account, ServiceIdentity service) {
        return ServiceDetail.builder()
                .servicePrincipal(service.name())
                .arn(account.arns().service(service.name()))
                .createDate(service.createdAt())
                .description(service.description())
                .tags(RequestTags.shownAsOwn(service.tags()))
                .accessKeys(account.keysOf(service.id()).stream()
                        .map(key -> ServiceAccessKeyMetadata.builder()
                                .accessKeyId(key.id())
                                .createDate(key.createdAt())
                                .build())
                        .toList())
                .build();
    }

    private static ServiceAccessKey shown(String name, NewAccessKey key, Instant now) {
        return ServiceAccessKey.builder()
                .servicePrincipal(name)
                .accessKeyId(key.id())
                .secretAccessKey(key.secret().revealText())
                .createDate(now)
                .build();
    }
}
