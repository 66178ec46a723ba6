// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.inlinepolicies;

import dev.portcullis.aws.iam.DeleteGroupPolicyResponse;
import dev.portcullis.aws.iam.DeleteRolePolicyResponse;
import dev.portcullis.aws.iam.DeleteUserPolicyResponse;
import dev.portcullis.aws.iam.GetGroupPolicyRequest;
import dev.portcullis.aws.iam.GetGroupPolicyResponse;
import dev.portcullis.aws.iam.GetRolePolicyRequest;
import dev.portcullis.aws.iam.GetRolePolicyResponse;
import dev.portcullis.aws.iam.GetUserPolicyRequest;
import dev.portcullis.aws.iam.GetUserPolicyResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListGroupPoliciesRequest;
import dev.portcullis.aws.iam.ListGroupPoliciesResponse;
import dev.portcullis.aws.iam.ListRolePoliciesRequest;
import dev.portcullis.aws.iam.ListRolePoliciesResponse;
import dev.portcullis.aws.iam.ListUserPoliciesRequest;
import dev.portcullis.aws.iam.ListUserPoliciesResponse;
import dev.portcullis.aws.iam.PutGroupPolicyResponse;
import dev.portcullis.aws.iam.PutRolePolicyResponse;
import dev.portcullis.aws.iam.PutUserPolicyResponse;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.PolicyHolder;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Page;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.policies.PolicyTexts;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on inline policies: the same four for users, groups and roles. */
public final class InlinePoliciesHandlers {
    private final Pages pages;

    public InlinePoliciesHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(
                        IamModel.PUT_USER_POLICY,
                        (request, call) -> put(
                                account -> account.user(request.userName()),
                                request.policyName(),
                                request.policyDocument(),
                                new PutUserPolicyResponse())),
                Operation.write(
                        IamModel.PUT_GROUP_POLICY,
                        (request, call) -> put(
                                account -> account.group(request.groupName()),
                                request.policyName(),
                                request.policyDocument(),
                                new PutGroupPolicyResponse())),
                Operation.write(
                        IamModel.PUT_ROLE_POLICY,
                        (request, call) -> put(
                                account -> account.modifiableRole(request.roleName()),
                                request.policyName(),
                                request.policyDocument(),
                                new PutRolePolicyResponse())),
                Operation.silent(
                        IamModel.DELETE_USER_POLICY,
                        new DeleteUserPolicyResponse(),
                        (account, request) ->
                                InlinePolicies.delete(account, account.user(request.userName()), request.policyName())),
                Operation.silent(
                        IamModel.DELETE_GROUP_POLICY,
                        new DeleteGroupPolicyResponse(),
                        (account, request) -> InlinePolicies.delete(
                                account, account.group(request.groupName()), request.policyName())),
                Operation.silent(
                        IamModel.DELETE_ROLE_POLICY,
                        new DeleteRolePolicyResponse(),
                        (account, request) -> InlinePolicies.delete(
                                account, account.modifiableRole(request.roleName()), request.policyName())),
                Operation.read(IamModel.GET_USER_POLICY, InlinePoliciesHandlers::getOfUser),
                Operation.read(IamModel.GET_GROUP_POLICY, InlinePoliciesHandlers::getOfGroup),
                Operation.read(IamModel.GET_ROLE_POLICY, InlinePoliciesHandlers::getOfRole),
                Operation.read(IamModel.LIST_USER_POLICIES, this::listOfUser),
                Operation.read(IamModel.LIST_GROUP_POLICIES, this::listOfGroup),
                Operation.read(IamModel.LIST_ROLE_POLICIES, this::listOfRole));
    }

    private static <R> Function<Account, Change<R>> put(
            Function<Account, PolicyHolder> holder, String policyName, String text, R done) {
        var document = PolicyTexts.document(policyName, text, PolicyKind.IDENTITY_INLINE);
        return account ->
                InlinePolicies.put(account, holder.apply(account), document).answering(done);
    }

    private static GetUserPolicyResponse getOfUser(Account account, GetUserPolicyRequest request, Call call) {
        var user = account.user(request.userName());
        return GetUserPolicyResponse.builder()
                .userName(user.name())
                .policyName(request.policyName())
                .policyDocument(InlinePolicies.get(user, request.policyName()).text())
                .build();
    }

    private static GetGroupPolicyResponse getOfGroup(Account account, GetGroupPolicyRequest request, Call call) {
        var group = account.group(request.groupName());
        return GetGroupPolicyResponse.builder()
                .groupName(group.name())
                .policyName(request.policyName())
                .policyDocument(InlinePolicies.get(group, request.policyName()).text())
                .build();
    }

    private static GetRolePolicyResponse getOfRole(Account account, GetRolePolicyRequest request, Call call) {
        var role = account.role(request.roleName());
        return GetRolePolicyResponse.builder()
                .roleName(role.name())
                .policyName(request.policyName())
                .policyDocument(InlinePolicies.get(role, request.policyName()).text())
                .build();
    }

    private ListUserPoliciesResponse listOfUser(Account account, ListUserPoliciesRequest request, Call call) {
        var page = names(
                account.user(request.userName()),
                IamModel.LIST_USER_POLICIES,
                new Wanted(request.marker(), request.maxItems()),
                call);
        return ListUserPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListGroupPoliciesResponse listOfGroup(Account account, ListGroupPoliciesRequest request, Call call) {
        var page = names(
                account.group(request.groupName()),
                IamModel.LIST_GROUP_POLICIES,
                new Wanted(request.marker(), request.maxItems()),
                call);
        return ListGroupPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListRolePoliciesResponse listOfRole(Account account, ListRolePoliciesRequest request, Call call) {
        var page = names(
                account.role(request.roleName()),
                IamModel.LIST_ROLE_POLICIES,
                new Wanted(request.marker(), request.maxItems()),
                call);
        return ListRolePoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private Page<String> names(PolicyHolder holder, OperationModel<?, ?> operation, Wanted wanted, Call call) {
        return pages.page(
                holder.policies().inline().keySet().stream(),
                name -> name,
                wanted,
                call.scope(operation, Map.of("HolderId", holder.id())),
                call.time());
    }
}
