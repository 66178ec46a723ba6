// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.users;

import dev.portcullis.aws.iam.CreateUserRequest;
import dev.portcullis.aws.iam.DeleteUserRequest;
import dev.portcullis.aws.iam.TagUserRequest;
import dev.portcullis.aws.iam.UntagUserRequest;
import dev.portcullis.aws.iam.UpdateUserRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.tags.RequestTags;
import java.time.Instant;

/** What can be done to users: functions from one account to the next. */
final class Users {
    private Users() {}

    static Account create(Account account, CreateUserRequest request, String userId, Instant now) {
        Account.requireRoom(Quota.USERS, account.users().size());
        requireFree(account, request.userName());
        return account.with(User.create(
                userId,
                request.userName(),
                request.path().orElse("/"),
                now,
                RequestTags.of(request.tags()),
                request.permissionsBoundary()));
    }

    static Account delete(Account account, DeleteUserRequest request) {
        var user = account.user(request.userName());
        if (!user.policies().attached().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must detach all policies first.").asException();
        }
        if (!user.policies().inline().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must delete policies first.").asException();
        }
        if (!user.groups().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must remove users from group first.").asException();
        }
        if (!user.roles().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must detach all roles first.").asException();
        }
        if (!account.keysOf(user.id()).isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must delete access keys first.").asException();
        }
        if (account.loginProfiles().get(user.id()).isPresent()) {
            throw new DeleteConflict("Cannot delete entity, must delete login profile first.").asException();
        }
        if (account.countSecondFactorsOf(user.id()) > 0) {
            throw new DeleteConflict("Cannot delete entity, must delete MFA device first.").asException();
        }
        if (!account.signingCertificatesOf(user.id()).isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must delete certificates first.").asException();
        }
        if (!account.sshPublicKeysOf(user).isEmpty()
                || !account.serviceCredentialsOf(user).isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must remove referenced objects first.").asException();
        }
        return account.without(user);
    }

    static Account update(Account account, UpdateUserRequest request) {
        var user = account.user(request.userName());
        var name = request.newUserName().orElse(user.name());
        if (!name.equalsIgnoreCase(user.name())) {
            requireFree(account, name);
        }
        var next = user.called(name, request.newPath().orElse(user.path()));
        return next.equals(user) ? account : account.with(next);
    }

    static Account tag(Account account, TagUserRequest request) {
        var user = account.user(request.userName());
        return account.with(user.withTags(RequestTags.set(user.tags(), request.tags())));
    }

    static Account untag(Account account, UntagUserRequest request) {
        var user = account.user(request.userName());
        return account.with(user.withTags(RequestTags.removed(user.tags(), request.tagKeys())));
    }

    private static void requireFree(Account account, String name) {
        if (account.users().hasNamed(name)) {
            throw EntityAlreadyExists.named("User", name).asException();
        }
    }
}
