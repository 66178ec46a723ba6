// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceprofiles;

import dev.portcullis.aws.iam.AddRoleToInstanceProfileResponse;
import dev.portcullis.aws.iam.CreateInstanceProfileResponse;
import dev.portcullis.aws.iam.DeleteInstanceProfileResponse;
import dev.portcullis.aws.iam.GetInstanceProfileRequest;
import dev.portcullis.aws.iam.GetInstanceProfileResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListInstanceProfileTagsRequest;
import dev.portcullis.aws.iam.ListInstanceProfileTagsResponse;
import dev.portcullis.aws.iam.ListInstanceProfilesForRoleRequest;
import dev.portcullis.aws.iam.ListInstanceProfilesForRoleResponse;
import dev.portcullis.aws.iam.ListInstanceProfilesRequest;
import dev.portcullis.aws.iam.ListInstanceProfilesResponse;
import dev.portcullis.aws.iam.RemoveRoleFromInstanceProfileResponse;
import dev.portcullis.aws.iam.TagInstanceProfileResponse;
import dev.portcullis.aws.iam.UntagInstanceProfileResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.InstanceProfile;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.roles.PresentArns;
import dev.portcullis.server.roles.ShownRole;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.tags.RequestTags;
import java.util.List;
import java.util.Map;

/** The operations on instance profiles. */
public final class InstanceProfilesHandlers {
    private final Pages pages;

    public InstanceProfilesHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_INSTANCE_PROFILE, (request, call) -> {
                    var profileId = call.issuer().newId(UniqueIds.Kind.INSTANCE_PROFILE);
                    return account -> {
                        var next = InstanceProfiles.create(account, request, profileId, call.time());
                        var profile = next.instanceProfile(request.instanceProfileName());
                        return next.answering(CreateInstanceProfileResponse.builder()
                                .instanceProfile(inFull(next, profile, PresentArns.asWritten()))
                                .build());
                    };
                }),
                Operation.silent(
                        IamModel.DELETE_INSTANCE_PROFILE,
                        new DeleteInstanceProfileResponse(),
                        InstanceProfiles::delete),
                Operation.read(IamModel.GET_INSTANCE_PROFILE, InstanceProfilesHandlers::get),
                Operation.read(IamModel.LIST_INSTANCE_PROFILES, this::list),
                Operation.read(IamModel.LIST_INSTANCE_PROFILES_FOR_ROLE, this::listForRole),
                Operation.silent(
                        IamModel.ADD_ROLE_TO_INSTANCE_PROFILE,
                        new AddRoleToInstanceProfileResponse(),
                        InstanceProfiles::addRole),
                Operation.silent(
                        IamModel.REMOVE_ROLE_FROM_INSTANCE_PROFILE,
                        new RemoveRoleFromInstanceProfileResponse(),
                        InstanceProfiles::removeRole),
                Operation.silent(
                        IamModel.TAG_INSTANCE_PROFILE, new TagInstanceProfileResponse(), InstanceProfiles::tag),
                Operation.silent(
                        IamModel.UNTAG_INSTANCE_PROFILE, new UntagInstanceProfileResponse(), InstanceProfiles::untag),
                Operation.read(IamModel.LIST_INSTANCE_PROFILE_TAGS, this::listTags));
    }

    private static GetInstanceProfileResponse get(Account account, GetInstanceProfileRequest request, Call call) {
        var profile = account.instanceProfile(request.instanceProfileName());
        return GetInstanceProfileResponse.builder()
                .instanceProfile(inFull(account, profile, PresentArns.lookedUpIn(call.accounts())))
                .build();
    }

    private ListInstanceProfilesResponse list(Account account, ListInstanceProfilesRequest request, Call call) {
        var prefix = request.pathPrefix().orElse("/");
        var page = pages.page(
                account.instanceProfiles().stream()
                        .filter(profile -> profile.path().startsWith(prefix)),
                profile -> Pages.nameKey(profile.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_INSTANCE_PROFILES, Map.of("PathPrefix", prefix)),
                call.time());
        var arns = PresentArns.lookedUpIn(call.accounts());
        return ListInstanceProfilesResponse.builder()
                .instanceProfiles(page.map(profile -> inList(account, profile, arns)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListInstanceProfilesForRoleResponse listForRole(
            Account account, ListInstanceProfilesForRoleRequest request, Call call) {
        var role = account.role(request.roleName());
        var page = pages.page(
                account.profilesHolding(role).stream(),
                profile -> Pages.nameKey(profile.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_INSTANCE_PROFILES_FOR_ROLE, Map.of("RoleId", role.id())),
                call.time());
        var arns = PresentArns.lookedUpIn(call.accounts());
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(page.map(profile -> inList(account, profile, arns)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListInstanceProfileTagsResponse listTags(
            Account account, ListInstanceProfileTagsRequest request, Call call) {
        var profile = account.instanceProfile(request.instanceProfileName());
        var page = pages.tags(
                profile.tags(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_INSTANCE_PROFILE_TAGS, Map.of("InstanceProfileId", profile.id())),
                call.time());
        return ListInstanceProfileTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static dev.portcullis.aws.iam.InstanceProfile inFull(
            Account account, InstanceProfile profile, PresentArns arns) {
        return basics(account, profile, arns)
                .tags(RequestTags.shown(profile.tags()))
                .build();
    }

    /** Without tags, as lists show it. */
    private static dev.portcullis.aws.iam.InstanceProfile inList(
            Account account, InstanceProfile profile, PresentArns arns) {
        return basics(account, profile, arns).build();
    }

    private static dev.portcullis.aws.iam.InstanceProfile.Builder basics(
            Account account, InstanceProfile profile, PresentArns arns) {
        var roles = profile.role().stream()
                .map(roleId -> account.roles().get(roleId).orElseThrow())
                .map(role -> ShownRole.inProfile(account, role, arns))
                .toList();
        return dev.portcullis.aws.iam.InstanceProfile.builder()
                .path(profile.path())
                .instanceProfileName(profile.name())
                .instanceProfileId(profile.id())
                .arn(account.arns().of(profile))
                .createDate(profile.createdAt())
                .roles(roles);
    }
}
