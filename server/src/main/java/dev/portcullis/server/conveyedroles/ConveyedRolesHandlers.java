// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.conveyedroles;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.portcullis.AttachRoleToGroupRequest;
import dev.portcullis.aws.portcullis.AttachRoleToGroupResponse;
import dev.portcullis.aws.portcullis.AttachRoleToUserRequest;
import dev.portcullis.aws.portcullis.AttachRoleToUserResponse;
import dev.portcullis.aws.portcullis.AttachedRole;
import dev.portcullis.aws.portcullis.DetachRoleFromGroupResponse;
import dev.portcullis.aws.portcullis.DetachRoleFromUserResponse;
import dev.portcullis.aws.portcullis.ListAttachedGroupRolesRequest;
import dev.portcullis.aws.portcullis.ListAttachedGroupRolesResponse;
import dev.portcullis.aws.portcullis.ListAttachedUserRolesRequest;
import dev.portcullis.aws.portcullis.ListAttachedUserRolesResponse;
import dev.portcullis.aws.portcullis.ListEntitiesForRoleRequest;
import dev.portcullis.aws.portcullis.ListEntitiesForRoleResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.RoleGroup;
import dev.portcullis.aws.portcullis.RoleUser;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.RoleCarrier;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Page;
import dev.portcullis.server.api.Pages.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations that attach roles to groups and users, and show what is attached. */
public final class ConveyedRolesHandlers {
    private final Pages pages;

    public ConveyedRolesHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(PortcullisModel.ATTACH_ROLE_TO_GROUP, ConveyedRolesHandlers::attachToGroup),
                Operation.write(PortcullisModel.ATTACH_ROLE_TO_USER, ConveyedRolesHandlers::attachToUser),
                Operation.silent(
                        PortcullisModel.DETACH_ROLE_FROM_GROUP,
                        new DetachRoleFromGroupResponse(),
                        (account, request) ->
                                ConveyedRoles.detach(account, account.group(request.groupName()), request.roleName())),
                Operation.silent(
                        PortcullisModel.DETACH_ROLE_FROM_USER,
                        new DetachRoleFromUserResponse(),
                        (account, request) ->
                                ConveyedRoles.detach(account, account.user(request.userName()), request.roleName())),
                Operation.read(PortcullisModel.LIST_ATTACHED_GROUP_ROLES, this::listOfGroup),
                Operation.read(PortcullisModel.LIST_ATTACHED_USER_ROLES, this::listOfUser),
                Operation.read(PortcullisModel.LIST_ENTITIES_FOR_ROLE, this::listEntities));
    }

    private static Function<Account, Change<AttachRoleToGroupResponse>> attachToGroup(
            AttachRoleToGroupRequest request, Call call) {
        return account -> ConveyedRoles.attach(
                        account, account.group(request.groupName()), request.roleName(), call.time())
                .answering(new AttachRoleToGroupResponse());
    }

    private static Function<Account, Change<AttachRoleToUserResponse>> attachToUser(
            AttachRoleToUserRequest request, Call call) {
        return account -> ConveyedRoles.attach(
                        account, account.user(request.userName()), request.roleName(), call.time())
                .answering(new AttachRoleToUserResponse());
    }

    private ListAttachedGroupRolesResponse listOfGroup(
            Account account, ListAttachedGroupRolesRequest request, Call call) {
        var page = attached(
                account,
                account.group(request.groupName()),
                new Wanted(request.marker(), request.maxItems()),
                PortcullisModel.LIST_ATTACHED_GROUP_ROLES,
                call);
        return ListAttachedGroupRolesResponse.builder()
                .attachedRoles(page.map(role -> shown(account, role)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListAttachedUserRolesResponse listOfUser(Account account, ListAttachedUserRolesRequest request, Call call) {
        var page = attached(
                account,
                account.user(request.userName()),
                new Wanted(request.marker(), request.maxItems()),
                PortcullisModel.LIST_ATTACHED_USER_ROLES,
                call);
        return ListAttachedUserRolesResponse.builder()
                .attachedRoles(page.map(role -> shown(account, role)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private Page<Role> attached(
            Account account, RoleCarrier carrier, Wanted wanted, OperationModel<?, ?> operation, Call call) {
        return pages.page(
                account.rolesOf(carrier).stream(),
                role -> Pages.nameKey(role.name()),
                wanted,
                call.scope(operation, Map.of("CarrierId", carrier.id())),
                call.time());
    }

    private static AttachedRole shown(Account account, Role role) {
        return AttachedRole.builder()
                .roleName(role.name())
                .roleId(role.id())
                .roleArn(account.arns().of(role))
                .build();
    }

    private ListEntitiesForRoleResponse listEntities(Account account, ListEntitiesForRoleRequest request, Call call) {
        var role = account.role(request.roleName());
        var page = pages.page(
                account.carriersOf(role).stream().sorted(Comparator.comparing(ConveyedRolesHandlers::sortKey)),
                ConveyedRolesHandlers::sortKey,
                new Wanted(request.marker(), request.maxItems()),
                call.scope(PortcullisModel.LIST_ENTITIES_FOR_ROLE, Map.of("RoleId", role.id())),
                call.time());
        var groups = new ArrayList<RoleGroup>();
        var users = new ArrayList<RoleUser>();
        for (var carrier : page.items()) {
            switch (carrier) {
                case Group group ->
                    groups.add(RoleGroup.builder()
                            .groupName(group.name())
                            .groupId(group.id())
                            .build());
                case User user ->
                    users.add(RoleUser.builder()
                            .userName(user.name())
                            .userId(user.id())
                            .build());
            }
        }
        return ListEntitiesForRoleResponse.builder()
                .roleGroups(groups)
                .roleUsers(users)
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    /** Groups first, then users, each by name. */
    private static String sortKey(RoleCarrier carrier) {
        return switch (carrier) {
            case Group group -> "1 " + Pages.nameKey(group.name());
            case User user -> "2 " + Pages.nameKey(user.name());
        };
    }
}
