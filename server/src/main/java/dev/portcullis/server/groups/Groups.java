// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.groups;

import dev.portcullis.aws.iam.AddUserToGroupRequest;
import dev.portcullis.aws.iam.CreateGroupRequest;
import dev.portcullis.aws.iam.DeleteGroupRequest;
import dev.portcullis.aws.iam.RemoveUserFromGroupRequest;
import dev.portcullis.aws.iam.UpdateGroupRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Reference;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import java.time.Instant;

/** What can be done to groups: functions from one account to the next. */
final class Groups {
    private Groups() {}

    static Account create(Account account, CreateGroupRequest request, String groupId, Instant now) {
        Account.requireRoom(Quota.GROUPS, account.groups().size());
        requireFree(account, request.groupName());
        return account.with(
                new Group(groupId, request.groupName(), request.path().orElse("/"), now, GrantedPolicies.NONE));
    }

    static Account delete(Account account, DeleteGroupRequest request) {
        var group = account.group(request.groupName());
        if (account.isReferredTo(Reference.memberOf(group.id()))) {
            throw new DeleteConflict("Cannot delete entity, must remove users from group first.").asException();
        }
        if (account.isReferredTo(Reference.instanceIn(group.id()))) {
            throw new DeleteConflict("Cannot delete entity, must remove instances from group first.").asException();
        }
        if (!group.policies().attached().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must detach all policies first.").asException();
        }
        if (!group.policies().inline().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must delete policies first.").asException();
        }
        if (!group.roles().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must detach all roles first.").asException();
        }
        return account.without(group);
    }

    static Account update(Account account, UpdateGroupRequest request) {
        var group = account.group(request.groupName());
        var name = request.newGroupName().orElse(group.name());
        if (!name.equalsIgnoreCase(group.name())) {
            requireFree(account, name);
        }
        var next = group.called(name, request.newPath().orElse(group.path()));
        return next.equals(group) ? account : account.with(next);
    }

    /** Adding a member again changes nothing. */
    static Account addUser(Account account, AddUserToGroupRequest request) {
        var group = account.group(request.groupName());
        var user = account.user(request.userName());
        if (user.groups().contains(group.id())) {
            return account;
        }
        Account.requireRoom(Quota.GROUPS_PER_USER, user.groups().size());
        return account.with(user.joining(group));
    }

    /** Removing one who is no member changes nothing. */
    static Account removeUser(Account account, RemoveUserFromGroupRequest request) {
        var group = account.group(request.groupName());
        var user = account.user(request.userName());
        return user.groups().contains(group.id()) ? account.with(user.leaving(group)) : account;
    }

    private static void requireFree(Account account, String name) {
        if (account.groups().hasNamed(name)) {
            throw EntityAlreadyExists.named("Group", name).asException();
        }
    }
}
