// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import dev.portcullis.aws.iam.CreateRoleRequest;
import dev.portcullis.aws.iam.CreateRoleResponse;
import dev.portcullis.aws.iam.DeleteRolePermissionsBoundaryResponse;
import dev.portcullis.aws.iam.DeleteRoleResponse;
import dev.portcullis.aws.iam.GetRoleRequest;
import dev.portcullis.aws.iam.GetRoleResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListRoleTagsRequest;
import dev.portcullis.aws.iam.ListRoleTagsResponse;
import dev.portcullis.aws.iam.ListRolesRequest;
import dev.portcullis.aws.iam.ListRolesResponse;
import dev.portcullis.aws.iam.PutRolePermissionsBoundaryRequest;
import dev.portcullis.aws.iam.PutRolePermissionsBoundaryResponse;
import dev.portcullis.aws.iam.RoleLastUsed;
import dev.portcullis.aws.iam.TagRoleResponse;
import dev.portcullis.aws.iam.UntagRoleResponse;
import dev.portcullis.aws.iam.UpdateAssumeRolePolicyRequest;
import dev.portcullis.aws.iam.UpdateAssumeRolePolicyResponse;
import dev.portcullis.aws.iam.UpdateRoleDescriptionRequest;
import dev.portcullis.aws.iam.UpdateRoleDescriptionResponse;
import dev.portcullis.aws.iam.UpdateRoleResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.policies.PolicyArns;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.storage.RoleUse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The operations on roles. */
public final class RolesHandlers {
    private final PolicyArns policyArns;
    private final LastUse lastUse;
    private final Pages pages;

    /** Tells when a role, by its unique id, was last used; empty if that is longer ago than is told. */
    @FunctionalInterface
    public interface LastUse {
        Optional<RoleUse> of(String roleId, Instant now);
    }

    public RolesHandlers(PolicyArns policyArns, LastUse lastUse, Pages pages) {
        this.policyArns = policyArns;
        this.lastUse = lastUse;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_ROLE, this::create),
                Operation.silent(IamModel.DELETE_ROLE, new DeleteRoleResponse(), Roles::delete),
                Operation.read(IamModel.GET_ROLE, this::get),
                Operation.read(IamModel.LIST_ROLES, this::list),
                Operation.silent(IamModel.UPDATE_ROLE, new UpdateRoleResponse(), Roles::update),
                Operation.write(IamModel.UPDATE_ROLE_DESCRIPTION, RolesHandlers::describe),
                Operation.write(IamModel.UPDATE_ASSUME_ROLE_POLICY, RolesHandlers::trust),
                Operation.silent(IamModel.TAG_ROLE, new TagRoleResponse(), Roles::tag),
                Operation.silent(IamModel.UNTAG_ROLE, new UntagRoleResponse(), Roles::untag),
                Operation.read(IamModel.LIST_ROLE_TAGS, this::listTags),
                Operation.silent(
                        IamModel.PUT_ROLE_PERMISSIONS_BOUNDARY,
                        new PutRolePermissionsBoundaryResponse(),
                        this::putBoundary),
                Operation.silent(
                        IamModel.DELETE_ROLE_PERMISSIONS_BOUNDARY,
                        new DeleteRolePermissionsBoundaryResponse(),
                        Roles::unbound));
    }

    private Function<Account, Change<CreateRoleResponse>> create(CreateRoleRequest request, Call call) {
        var roleId = call.issuer().newId(UniqueIds.Kind.ROLE);
        var trust = TrustText.judged(
                request.assumeRolePolicyDocument(), call.caller().account(), call.accounts());
        return account -> {
            request.permissionsBoundary().ifPresent(arn -> policyArns.requireAttachable(account, arn));
            var next = Roles.create(account, request, trust, roleId, call.time());
            var role = next.role(request.roleName());
            var shown = ShownRole.inFull(next, role, PresentArns.asWritten());
            return next.answering(CreateRoleResponse.builder().role(shown).build());
        };
    }

    private GetRoleResponse get(Account account, GetRoleRequest request, Call call) {
        var role = account.role(request.roleName());
        var shown = ShownRole.inFull(account, role, PresentArns.lookedUpIn(call.accounts()));
        return GetRoleResponse.builder()
                .role(shown.toBuilder()
                        .roleLastUsed(shown(lastUse.of(role.id(), call.time())))
                        .build())
                .build();
    }

    /** Of a role that was not used AWS shows it as well, with nothing in it. */
    private static RoleLastUsed shown(Optional<RoleUse> use) {
        var lastUsed = RoleLastUsed.builder();
        use.ifPresent(found -> lastUsed.lastUsedDate(found.time().truncatedTo(ChronoUnit.SECONDS))
                .region(found.region()));
        return lastUsed.build();
    }

    private ListRolesResponse list(Account account, ListRolesRequest request, Call call) {
        var prefix = request.pathPrefix().orElse("/");
        var page = pages.page(
                account.roles().stream().filter(role -> role.path().startsWith(prefix)),
                role -> Pages.nameKey(role.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_ROLES, Map.of("PathPrefix", prefix)),
                call.time());
        var arns = PresentArns.lookedUpIn(call.accounts());
        return ListRolesResponse.builder()
                .roles(page.map(role -> ShownRole.inList(account, role, arns)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static Function<Account, Change<UpdateRoleDescriptionResponse>> describe(
            UpdateRoleDescriptionRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var arns = PresentArns.resolvedFor(present.role(request.roleName()), present.id(), call.accounts());
        return account -> {
            var next = Roles.describe(account, request);
            var shown = ShownRole.inFull(next, next.role(request.roleName()), arns);
            return next.answering(
                    UpdateRoleDescriptionResponse.builder().role(shown).build());
        };
    }

    private static Function<Account, Change<UpdateAssumeRolePolicyResponse>> trust(
            UpdateAssumeRolePolicyRequest request, Call call) {
        var trust = TrustText.judged(request.policyDocument(), call.caller().account(), call.accounts());
        return account -> Roles.trust(account, request, trust).answering(new UpdateAssumeRolePolicyResponse());
    }

    private ListRoleTagsResponse listTags(Account account, ListRoleTagsRequest request, Call call) {
        var role = account.role(request.roleName());
        var page = pages.tags(
                role.tags(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_ROLE_TAGS, Map.of("RoleId", role.id())),
                call.time());
        return ListRoleTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private Account putBoundary(Account account, PutRolePermissionsBoundaryRequest request) {
        policyArns.requireAttachable(account, request.permissionsBoundary());
        return Roles.bound(account, request.roleName(), request.permissionsBoundary());
    }
}
