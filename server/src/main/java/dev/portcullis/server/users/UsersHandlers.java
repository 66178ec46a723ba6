// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.users;

import dev.portcullis.aws.iam.CreateUserResponse;
import dev.portcullis.aws.iam.DeleteUserPermissionsBoundaryRequest;
import dev.portcullis.aws.iam.DeleteUserPermissionsBoundaryResponse;
import dev.portcullis.aws.iam.DeleteUserResponse;
import dev.portcullis.aws.iam.GetUserRequest;
import dev.portcullis.aws.iam.GetUserResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListUserTagsRequest;
import dev.portcullis.aws.iam.ListUserTagsResponse;
import dev.portcullis.aws.iam.ListUsersRequest;
import dev.portcullis.aws.iam.ListUsersResponse;
import dev.portcullis.aws.iam.PutUserPermissionsBoundaryRequest;
import dev.portcullis.aws.iam.PutUserPermissionsBoundaryResponse;
import dev.portcullis.aws.iam.TagUserResponse;
import dev.portcullis.aws.iam.UntagUserResponse;
import dev.portcullis.aws.iam.UpdateUserResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.policies.PolicyArns;
import dev.portcullis.server.secrets.UniqueIds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The operations on users. */
public final class UsersHandlers {
    private final PolicyArns policyArns;
    private final Function<String, Optional<Instant>> passwordUse;
    private final Pages pages;

    /** @param passwordUse tells when a user (by unique id) or root (by account number) last signed in with its password */
    public UsersHandlers(PolicyArns policyArns, Function<String, Optional<Instant>> passwordUse, Pages pages) {
        this.policyArns = policyArns;
        this.passwordUse = passwordUse;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_USER, (request, call) -> {
                    var userId = call.issuer().newId(UniqueIds.Kind.USER);
                    return account -> {
                        request.permissionsBoundary().ifPresent(arn -> policyArns.requireAttachable(account, arn));
                        var next = Users.create(account, request, userId, call.time());
                        var shown = ShownUser.inFull(next, next.user(request.userName()), Optional.empty());
                        return next.answering(
                                CreateUserResponse.builder().user(shown).build());
                    };
                }),
                Operation.silent(IamModel.DELETE_USER, new DeleteUserResponse(), Users::delete),
                Operation.read(IamModel.GET_USER, this::get),
                Operation.read(IamModel.LIST_USERS, this::list),
                Operation.silent(IamModel.UPDATE_USER, new UpdateUserResponse(), Users::update),
                Operation.silent(IamModel.TAG_USER, new TagUserResponse(), Users::tag),
                Operation.silent(IamModel.UNTAG_USER, new UntagUserResponse(), Users::untag),
                Operation.read(IamModel.LIST_USER_TAGS, this::listTags),
                Operation.silent(
                        IamModel.PUT_USER_PERMISSIONS_BOUNDARY,
                        new PutUserPermissionsBoundaryResponse(),
                        this::putBoundary),
                Operation.silent(
                        IamModel.DELETE_USER_PERMISSIONS_BOUNDARY,
                        new DeleteUserPermissionsBoundaryResponse(),
                        UsersHandlers::deleteBoundary));
    }

    private GetUserResponse get(Account account, GetUserRequest request, Call call) {
        var shown = request.userName()
                .map(name -> ShownUser.inFull(
                        account,
                        account.user(name),
                        passwordUse.apply(account.user(name).id())))
                .orElseGet(() -> caller(account, call));
        return GetUserResponse.builder().user(shown).build();
    }

    private dev.portcullis.aws.iam.User caller(Account account, Call call) {
        return switch (call.caller().identity()) {
            case Identity.User(var userId) ->
                ShownUser.inFull(account, account.users().get(userId).orElseThrow(), passwordUse.apply(userId));
            case Identity.Root() ->
                ShownUser.root(account, passwordUse.apply(account.id().text()));
            case Identity.Role(var _, var _) -> throw notAUser();
            case Identity.FederatedUser(var _, var _) -> throw notAUser();
            case Identity.Service(var _) -> throw notAUser();
            case Identity.Agent(var _) -> throw notAUser();
        };
    }

    private static RuntimeException notAUser() {
        return new ValidationError("Must specify userName when calling with non-User credentials").asException();
    }

    private ListUsersResponse list(Account account, ListUsersRequest request, Call call) {
        var prefix = request.pathPrefix().orElse("/");
        var page = pages.page(
                account.users().stream().filter(user -> user.path().startsWith(prefix)),
                user -> Pages.nameKey(user.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_USERS, Map.of("PathPrefix", prefix)),
                call.time());
        return ListUsersResponse.builder()
                .users(page.map(user -> ShownUser.inList(account, user, passwordUse.apply(user.id()))))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListUserTagsResponse listTags(Account account, ListUserTagsRequest request, Call call) {
        var user = account.user(request.userName());
        var page = pages.tags(
                user.tags(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_USER_TAGS, Map.of("UserId", user.id())),
                call.time());
        return ListUserTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private Account putBoundary(Account account, PutUserPermissionsBoundaryRequest request) {
        var user = account.user(request.userName());
        policyArns.requireAttachable(account, request.permissionsBoundary());
        return account.with(user.withBoundary(Optional.of(request.permissionsBoundary())));
    }

    private static Account deleteBoundary(Account account, DeleteUserPermissionsBoundaryRequest request) {
        User user = account.user(request.userName());
        if (user.boundary().isEmpty()) {
            throw new NoSuchEntity("No permissions boundary is set on user " + user.name() + ".").asException();
        }
        return account.with(user.withBoundary(Optional.empty()));
    }
}
