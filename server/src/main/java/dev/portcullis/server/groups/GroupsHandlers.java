// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.groups;

import dev.portcullis.aws.iam.AddUserToGroupResponse;
import dev.portcullis.aws.iam.CreateGroupResponse;
import dev.portcullis.aws.iam.DeleteGroupResponse;
import dev.portcullis.aws.iam.GetGroupRequest;
import dev.portcullis.aws.iam.GetGroupResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListGroupsForUserRequest;
import dev.portcullis.aws.iam.ListGroupsForUserResponse;
import dev.portcullis.aws.iam.ListGroupsRequest;
import dev.portcullis.aws.iam.ListGroupsResponse;
import dev.portcullis.aws.iam.RemoveUserFromGroupResponse;
import dev.portcullis.aws.iam.UpdateGroupResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.users.ShownUser;
import java.util.List;
import java.util.Map;

/** The operations on groups. */
public final class GroupsHandlers {
    private final Pages pages;

    public GroupsHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_GROUP, (request, call) -> {
                    var groupId = call.issuer().newId(UniqueIds.Kind.GROUP);
                    return account -> {
                        var next = Groups.create(account, request, groupId, call.time());
                        var shown = shown(next, next.group(request.groupName()));
                        return next.answering(
                                CreateGroupResponse.builder().group(shown).build());
                    };
                }),
                Operation.silent(IamModel.DELETE_GROUP, new DeleteGroupResponse(), Groups::delete),
                Operation.silent(IamModel.UPDATE_GROUP, new UpdateGroupResponse(), Groups::update),
                Operation.silent(IamModel.ADD_USER_TO_GROUP, new AddUserToGroupResponse(), Groups::addUser),
                Operation.silent(
                        IamModel.REMOVE_USER_FROM_GROUP, new RemoveUserFromGroupResponse(), Groups::removeUser),
                Operation.read(IamModel.GET_GROUP, this::get),
                Operation.read(IamModel.LIST_GROUPS, this::list),
                Operation.read(IamModel.LIST_GROUPS_FOR_USER, this::listForUser));
    }

    private GetGroupResponse get(Account account, GetGroupRequest request, Call call) {
        var group = account.group(request.groupName());
        var page = pages.page(
                account.membersOf(group).stream(),
                user -> Pages.nameKey(user.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.GET_GROUP, Map.of("GroupId", group.id())),
                call.time());
        return GetGroupResponse.builder()
                .group(shown(account, group))
                .users(page.map(user -> ShownUser.inList(account, user)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListGroupsResponse list(Account account, ListGroupsRequest request, Call call) {
        var prefix = request.pathPrefix().orElse("/");
        var page = pages.page(
                account.groups().stream().filter(group -> group.path().startsWith(prefix)),
                group -> Pages.nameKey(group.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_GROUPS, Map.of("PathPrefix", prefix)),
                call.time());
        return ListGroupsResponse.builder()
                .groups(page.map(group -> shown(account, group)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListGroupsForUserResponse listForUser(Account account, ListGroupsForUserRequest request, Call call) {
        var user = account.user(request.userName());
        var page = pages.page(
                account.groupsOf(user).stream(),
                group -> Pages.nameKey(group.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_GROUPS_FOR_USER, Map.of("UserId", user.id())),
                call.time());
        return ListGroupsForUserResponse.builder()
                .groups(page.map(group -> shown(account, group)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static dev.portcullis.aws.iam.Group shown(Account account, Group group) {
        return dev.portcullis.aws.iam.Group.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.id())
                .arn(account.arns().of(group))
                .createDate(group.createdAt())
                .build();
    }
}
