// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.attachments;

import dev.portcullis.aws.iam.AttachGroupPolicyResponse;
import dev.portcullis.aws.iam.AttachRolePolicyResponse;
import dev.portcullis.aws.iam.AttachUserPolicyResponse;
import dev.portcullis.aws.iam.AttachedPolicy;
import dev.portcullis.aws.iam.DetachGroupPolicyResponse;
import dev.portcullis.aws.iam.DetachRolePolicyResponse;
import dev.portcullis.aws.iam.DetachUserPolicyResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListAttachedGroupPoliciesRequest;
import dev.portcullis.aws.iam.ListAttachedGroupPoliciesResponse;
import dev.portcullis.aws.iam.ListAttachedRolePoliciesRequest;
import dev.portcullis.aws.iam.ListAttachedRolePoliciesResponse;
import dev.portcullis.aws.iam.ListAttachedUserPoliciesRequest;
import dev.portcullis.aws.iam.ListAttachedUserPoliciesResponse;
import dev.portcullis.aws.iam.ListEntitiesForPolicyRequest;
import dev.portcullis.aws.iam.ListEntitiesForPolicyResponse;
import dev.portcullis.aws.iam.PolicyGroup;
import dev.portcullis.aws.iam.PolicyRole;
import dev.portcullis.aws.iam.PolicyUser;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PolicyHolder;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Page;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.policies.FoundPolicy;
import dev.portcullis.server.policies.PolicyArns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations that attach managed policies, and show what is attached. */
public final class AttachmentsHandlers {
    private final PolicyArns policyArns;
    private final Pages pages;

    public AttachmentsHandlers(PolicyArns policyArns, Pages pages) {
        this.policyArns = policyArns;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.silent(
                        IamModel.ATTACH_USER_POLICY,
                        new AttachUserPolicyResponse(),
                        (account, request) -> attach(account, account.user(request.userName()), request.policyArn())),
                Operation.silent(
                        IamModel.ATTACH_GROUP_POLICY,
                        new AttachGroupPolicyResponse(),
                        (account, request) -> attach(account, account.group(request.groupName()), request.policyArn())),
                Operation.silent(
                        IamModel.ATTACH_ROLE_POLICY,
                        new AttachRolePolicyResponse(),
                        (account, request) ->
                                attach(account, account.modifiableRole(request.roleName()), request.policyArn())),
                Operation.silent(
                        IamModel.DETACH_USER_POLICY,
                        new DetachUserPolicyResponse(),
                        (account, request) ->
                                Attachments.detach(account, account.user(request.userName()), request.policyArn())),
                Operation.silent(
                        IamModel.DETACH_GROUP_POLICY,
                        new DetachGroupPolicyResponse(),
                        (account, request) ->
                                Attachments.detach(account, account.group(request.groupName()), request.policyArn())),
                Operation.silent(
                        IamModel.DETACH_ROLE_POLICY,
                        new DetachRolePolicyResponse(),
                        (account, request) -> Attachments.detach(
                                account, account.modifiableRole(request.roleName()), request.policyArn())),
                Operation.read(IamModel.LIST_ATTACHED_USER_POLICIES, this::listOfUser),
                Operation.read(IamModel.LIST_ATTACHED_GROUP_POLICIES, this::listOfGroup),
                Operation.read(IamModel.LIST_ATTACHED_ROLE_POLICIES, this::listOfRole),
                Operation.read(IamModel.LIST_ENTITIES_FOR_POLICY, this::listEntities));
    }

    private Account attach(Account account, PolicyHolder holder, String policyArn) {
        policyArns.requireAttachable(account, policyArn);
        return Attachments.attach(account, holder, policyArn);
    }

    private ListAttachedUserPoliciesResponse listOfUser(
            Account account, ListAttachedUserPoliciesRequest request, Call call) {
        var page = attached(
                account,
                account.user(request.userName()),
                request.pathPrefix(),
                new Wanted(request.marker(), request.maxItems()),
                IamModel.LIST_ATTACHED_USER_POLICIES,
                call);
        return ListAttachedUserPoliciesResponse.builder()
                .attachedPolicies(page.map(AttachmentsHandlers::shown))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListAttachedGroupPoliciesResponse listOfGroup(
            Account account, ListAttachedGroupPoliciesRequest request, Call call) {
        var page = attached(
                account,
                account.group(request.groupName()),
                request.pathPrefix(),
                new Wanted(request.marker(), request.maxItems()),
                IamModel.LIST_ATTACHED_GROUP_POLICIES,
                call);
        return ListAttachedGroupPoliciesResponse.builder()
                .attachedPolicies(page.map(AttachmentsHandlers::shown))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListAttachedRolePoliciesResponse listOfRole(
            Account account, ListAttachedRolePoliciesRequest request, Call call) {
        var page = attached(
                account,
                account.role(request.roleName()),
                request.pathPrefix(),
                new Wanted(request.marker(), request.maxItems()),
                IamModel.LIST_ATTACHED_ROLE_POLICIES,
                call);
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(page.map(AttachmentsHandlers::shown))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private Page<FoundPolicy> attached(
            Account account,
            PolicyHolder holder,
            Optional<String> pathPrefix,
            Wanted wanted,
            OperationModel<?, ?> operation,
            Call call) {
        var prefix = pathPrefix.orElse("/");
        var policies = holder.policies().attached().stream()
                .map(arn -> policyArns.find(account, arn).orElseThrow())
                .filter(found -> found.policy().path().startsWith(prefix))
                .sorted(Comparator.comparing(FoundPolicy::sortKey));
        var scope = call.scope(operation, Map.of("HolderId", holder.id(), "PathPrefix", prefix));
        return pages.page(policies, FoundPolicy::sortKey, wanted, scope, call.time());
    }

    private static AttachedPolicy shown(FoundPolicy found) {
        return AttachedPolicy.builder()
                .policyName(found.policy().name())
                .policyArn(found.arn())
                .build();
    }

    private ListEntitiesForPolicyResponse listEntities(
            Account account, ListEntitiesForPolicyRequest request, Call call) {
        policyArns.requireAttachable(account, request.policyArn());
        var page = pages.page(
                PolicyEntities.of(account, request).stream(),
                PolicyEntities::sortKey,
                new Wanted(request.marker(), request.maxItems()),
                call.scope(
                        IamModel.LIST_ENTITIES_FOR_POLICY,
                        Map.of(
                                "PolicyArn", request.policyArn(),
                                "EntityFilter", request.entityFilter().orElse(""),
                                "PathPrefix", request.pathPrefix().orElse("/"),
                                "PolicyUsageFilter", request.policyUsageFilter().orElse(""))),
                call.time());
        var groups = new ArrayList<PolicyGroup>();
        var users = new ArrayList<PolicyUser>();
        var roles = new ArrayList<PolicyRole>();
        for (var holder : page.items()) {
            switch (holder) {
                case Group group ->
                    groups.add(PolicyGroup.builder()
                            .groupName(group.name())
                            .groupId(group.id())
                            .build());
                case User user ->
                    users.add(PolicyUser.builder()
                            .userName(user.name())
                            .userId(user.id())
                            .build());
                case Role role ->
                    roles.add(PolicyRole.builder()
                            .roleName(role.name())
                            .roleId(role.id())
                            .build());
            }
        }
        return ListEntitiesForPolicyResponse.builder()
                .policyGroups(groups)
                .policyUsers(users)
                .policyRoles(roles)
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }
}
