// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.servicecredentials;

import dev.portcullis.aws.iam.CreateServiceSpecificCredentialRequest;
import dev.portcullis.aws.iam.CreateServiceSpecificCredentialResponse;
import dev.portcullis.aws.iam.DeleteServiceSpecificCredentialResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListServiceSpecificCredentialsRequest;
import dev.portcullis.aws.iam.ListServiceSpecificCredentialsResponse;
import dev.portcullis.aws.iam.ResetServiceSpecificCredentialRequest;
import dev.portcullis.aws.iam.ResetServiceSpecificCredentialResponse;
import dev.portcullis.aws.iam.ServiceSpecificCredential;
import dev.portcullis.aws.iam.ServiceSpecificCredentialMetadata;
import dev.portcullis.aws.iam.UpdateServiceSpecificCredentialResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.ServiceCredential;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.NotSupportedService;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.users.NamedUser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The operations on service-specific credentials. */
public final class ServiceCredentialsHandlers {
    /** Of AWS's services those that take a name and a password. */
    private static final Set<String> AWS_SERVICES = Set.of("codecommit.amazonaws.com", "cassandra.amazonaws.com");

    private final ServicePasswords passwords;
    private final Pages pages;

    public ServiceCredentialsHandlers(ServicePasswords passwords, Pages pages) {
        this.passwords = passwords;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_SERVICE_SPECIFIC_CREDENTIAL, this::create),
                Operation.read(IamModel.LIST_SERVICE_SPECIFIC_CREDENTIALS, this::list),
                Operation.write(IamModel.RESET_SERVICE_SPECIFIC_CREDENTIAL, this::reset),
                Operation.write(IamModel.UPDATE_SERVICE_SPECIFIC_CREDENTIAL, (request, call) -> account -> {
                    var user = NamedUser.of(account, request.userName(), call.caller());
                    var credential =
                            ServiceCredentials.credential(account, user, request.serviceSpecificCredentialId());
                    return ServiceCredentials.update(account, credential, request.status())
                            .answering(new UpdateServiceSpecificCredentialResponse());
                }),
                Operation.write(IamModel.DELETE_SERVICE_SPECIFIC_CREDENTIAL, (request, call) -> account -> {
                    var user = NamedUser.of(account, request.userName(), call.caller());
                    return account.without(
                                    ServiceCredentials.credential(account, user, request.serviceSpecificCredentialId()))
                            .answering(new DeleteServiceSpecificCredentialResponse());
                }));
    }

    /** The password is sealed for the user, who is settled first, and must still be the one of that name when the credential is added. */
    private Function<Account, Change<CreateServiceSpecificCredentialResponse>> create(
            CreateServiceSpecificCredentialRequest request, Call call) {
        requireSupported(request.serviceName(), call);
        var present = call.accounts().read(call.caller().account());
        var userId = present.user(request.userName()).id();
        var credentialId = call.issuer().newId(UniqueIds.Kind.SERVICE_SPECIFIC_CREDENTIAL);
        var password = passwords.next(present.id(), userId, credentialId);
        var expiresAt = request.credentialAgeDays().map(days -> call.time().plus(Duration.ofDays(days)));
        return account -> {
            var user = account.user(request.userName());
            if (!user.id().equals(userId)) {
                throw NoSuchEntity.user(user.name()).asException();
            }
            var next = ServiceCredentials.create(
                    account, user, request.serviceName(), credentialId, password.sealed(), call.time(), expiresAt);
            var credential = next.serviceCredentials().get(credentialId).orElseThrow();
            return next.answering(CreateServiceSpecificCredentialResponse.builder()
                    .serviceSpecificCredential(withPassword(user, credential, password.password(), call.time()))
                    .build());
        };
    }

    private Function<Account, Change<ResetServiceSpecificCredentialResponse>> reset(
            ResetServiceSpecificCredentialRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var id = request.serviceSpecificCredentialId();
        var userId = NamedUser.of(present, request.userName(), call.caller()).id();
        var password = passwords.next(present.id(), userId, id);
        return account -> {
            var user = NamedUser.of(account, request.userName(), call.caller());
            var credential = ServiceCredentials.credential(account, user, id);
            if (!user.id().equals(userId)) {
                throw NoSuchEntity.serviceCredential(id).asException();
            }
            return ServiceCredentials.reset(account, credential, password.sealed())
                    .answering(ResetServiceSpecificCredentialResponse.builder()
                            .serviceSpecificCredential(withPassword(user, credential, password.password(), call.time()))
                            .build());
        };
    }

    /** The only answers that show a password. */
    private static ServiceSpecificCredential withPassword(
            User user, ServiceCredential credential, Secret password, Instant now) {
        return ServiceSpecificCredential.builder()
                .createDate(credential.createdAt())
                .expirationDate(credential.expiresAt())
                .serviceName(credential.service())
                .serviceUserName(credential.loginName())
                .servicePassword(password.revealText())
                .serviceSpecificCredentialId(credential.id())
                .userName(user.name())
                .status(ServiceCredentials.status(credential, now))
                .build();
    }

    private ListServiceSpecificCredentialsResponse list(
            Account account, ListServiceSpecificCredentialsRequest request, Call call) {
        request.serviceName().ifPresent(name -> requireSupported(name, call));
        boolean isOfAll = request.allUsers().orElse(false);
        if (isOfAll && request.userName().isPresent()) {
            throw new ValidationError("UserName cannot be specified together with AllUsers.").asException();
        }
        var user = isOfAll
                ? Optional.<User>empty()
                : Optional.of(NamedUser.of(account, request.userName(), call.caller()));
        var page = pages.page(
                credentials(account, user)
                        .filter(credential -> request.serviceName()
                                .map(credential.service()::equals)
                                .orElse(true)),
                credential -> Pages.nameKey(credential.loginName()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(
                        IamModel.LIST_SERVICE_SPECIFIC_CREDENTIALS,
                        Map.of(
                                "UserId", user.map(User::id).orElse(""),
                                "ServiceName", request.serviceName().orElse(""))),
                call.time());
        return ListServiceSpecificCredentialsResponse.builder()
                .serviceSpecificCredentials(page.map(credential -> inList(account, credential, call.time())))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static Stream<ServiceCredential> credentials(Account account, Optional<User> user) {
        return user.map(one -> account.serviceCredentialsOf(one).stream())
                .orElseGet(() -> account.serviceCredentials().stream());
    }

    private static ServiceSpecificCredentialMetadata inList(
            Account account, ServiceCredential credential, Instant now) {
        return ServiceSpecificCredentialMetadata.builder()
                .userName(account.users().get(credential.user()).orElseThrow().name())
                .status(ServiceCredentials.status(credential, now))
                .serviceUserName(credential.loginName())
                .createDate(credential.createdAt())
                .expirationDate(credential.expiresAt())
                .serviceSpecificCredentialId(credential.id())
                .serviceName(credential.service())
                .build();
    }

    /** Besides AWS's own all services that are registered, which the management account has. */
    private static void requireSupported(String service, Call call) {
        boolean isSupported = AWS_SERVICES.contains(service)
                || call.accounts()
                        .directory()
                        .management()
                        .flatMap(entry ->
                                call.accounts().read(entry.account()).services().get(service))
                        .isPresent();
        if (!isSupported) {
            throw new NotSupportedService("The service " + service + " does not support service-specific credentials.")
                    .asException();
        }
    }
}
