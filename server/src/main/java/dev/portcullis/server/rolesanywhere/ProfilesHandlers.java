// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.CreateProfileRequest;
import dev.portcullis.aws.rolesanywhere.DeleteAttributeMappingRequest;
import dev.portcullis.aws.rolesanywhere.DeleteAttributeMappingResponse;
import dev.portcullis.aws.rolesanywhere.ListProfilesResponse;
import dev.portcullis.aws.rolesanywhere.ListRequest;
import dev.portcullis.aws.rolesanywhere.ProfileDetailResponse;
import dev.portcullis.aws.rolesanywhere.PutAttributeMappingRequest;
import dev.portcullis.aws.rolesanywhere.PutAttributeMappingResponse;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.rolesanywhere.ScalarProfileRequest;
import dev.portcullis.aws.rolesanywhere.UpdateProfileRequest;
import dev.portcullis.policy.Arn;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AnywhereProfile;
import dev.portcullis.server.account.AnywhereProfile.Settings;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.policies.PolicyArns;
import dev.portcullis.server.policies.PolicyTexts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on profiles. */
public final class ProfilesHandlers {
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private final AnywherePages pages;
    private final AwsPolicies awsPolicies;
    private final PolicyArns policyArns;

    public ProfilesHandlers(Pages pages, AwsPolicies awsPolicies) {
        this.pages = new AnywherePages(pages);
        this.awsPolicies = awsPolicies;
        this.policyArns = new PolicyArns(awsPolicies);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(RolesanywhereModel.CREATE_PROFILE, this::create),
                Operation.read(
                        RolesanywhereModel.GET_PROFILE,
                        (account, request, call) -> shown(account, profile(account, request.profileId(), call))),
                Operation.read(RolesanywhereModel.LIST_PROFILES, this::list),
                Operation.write(RolesanywhereModel.UPDATE_PROFILE, this::update),
                Operation.write(RolesanywhereModel.ENABLE_PROFILE, (request, call) -> switching(true, request, call)),
                Operation.write(RolesanywhereModel.DISABLE_PROFILE, (request, call) -> switching(false, request, call)),
                Operation.write(RolesanywhereModel.DELETE_PROFILE, ProfilesHandlers::delete),
                Operation.write(RolesanywhereModel.PUT_ATTRIBUTE_MAPPING, ProfilesHandlers::putMapping),
                Operation.write(RolesanywhereModel.DELETE_ATTRIBUTE_MAPPING, ProfilesHandlers::deleteMapping));
    }

    private Function<Account, Change<ProfileDetailResponse>> create(CreateProfileRequest request, Call call) {
        request.sessionPolicy().ifPresent(text -> PolicyTexts.require(text, PolicyKind.SESSION));
        var base = Anywhere.made(request.enabled(), request.tags(), call);
        return account -> {
            Account.requireRoom(Quota.ANYWHERE_PROFILES, (int)
                    Anywhere.in(account.anywhereProfiles(), base.region()).count());
            requireOwnRoles(account, request.roleArns());
            requireThere(account, request.managedPolicyArns());
            var settings = new Settings(
                    request.name(),
                    request.roleArns(),
                    request.sessionPolicy(),
                    request.managedPolicyArns(),
                    request.durationSeconds().map(Duration::ofSeconds).orElse(USUAL_LIFE),
                    request.acceptRoleSessionName().orElse(false));
            var profile = new AnywhereProfile(
                    base,
                    settings,
                    request.requireInstanceProperties().orElse(false),
                    Subject.of(account, call.caller(), awsPolicies).arn(),
                    Mappings.initial());
            return account.with(profile).answering(shown(account, profile));
        };
    }

    private Function<Account, Change<ProfileDetailResponse>> update(UpdateProfileRequest request, Call call) {
        request.sessionPolicy().ifPresent(text -> PolicyTexts.require(text, PolicyKind.SESSION));
        return account -> {
            var profile = profile(account, request.profileId(), call);
            var present = profile.settings();
            request.roleArns().ifPresent(arns -> requireOwnRoles(account, arns));
            request.managedPolicyArns().ifPresent(arns -> requireThere(account, arns));
            var settings = new Settings(
                    request.name().orElse(present.name()),
                    request.roleArns().orElse(present.roleArns()),
                    request.sessionPolicy().or(present::sessionPolicy),
                    request.managedPolicyArns().orElse(present.managedPolicyArns()),
                    request.durationSeconds().map(Duration::ofSeconds).orElse(present.duration()),
                    request.acceptRoleSessionName().orElse(present.acceptsSessionName()));
            var next = profile.updated(settings, call.time());
            return account.with(next).answering(shown(account, next));
        };
    }

    /** Roles of other accounts cannot be passed, and nobody could have them by this profile. */
    private static void requireOwnRoles(Account account, List<String> arns) {
        for (var arn : arns) {
            var isOwn = Arn.parse(arn)
                    .filter(parsed -> parsed.account().equals(account.id().text()))
                    .isPresent();
            if (!isOwn) {
                throw new ValidationError("The role " + arn + " is not one of this account.").asException();
            }
        }
    }

    private void requireThere(Account account, List<String> policies) {
        for (var arn : policies) {
            PolicyArns.requireForm(arn);
            if (policyArns.document(account, arn).isEmpty()) {
                throw new ValidationError("Policy " + arn + " does not exist or is not attachable.").asException();
            }
        }
    }

    private ListProfilesResponse list(Account account, ListRequest request, Call call) {
        var page = pages.page(
                Anywhere.in(account.anywhereProfiles(), region(call)),
                AnywhereProfile::id,
                request,
                RolesanywhereModel.LIST_PROFILES,
                call);
        return ListProfilesResponse.builder()
                .profiles(page.map(profile -> ShownAnywhere.of(account, profile)))
                .nextToken(page.marker())
                .build();
    }

    private static Function<Account, Change<ProfileDetailResponse>> switching(
            boolean on, ScalarProfileRequest request, Call call) {
        return account -> {
            var next = profile(account, request.profileId(), call).enabled(on, call.time());
            return account.with(next).answering(shown(account, next));
        };
    }

    private static Function<Account, Change<ProfileDetailResponse>> delete(ScalarProfileRequest request, Call call) {
        return account -> {
            var profile = profile(account, request.profileId(), call);
            return account.without(profile).answering(shown(account, profile));
        };
    }

    private static Function<Account, Change<PutAttributeMappingResponse>> putMapping(
            PutAttributeMappingRequest request, Call call) {
        return account -> {
            var profile = profile(account, request.profileId(), call);
            var mappings = Mappings.put(profile.mappings(), request.certificateField(), request.mappingRules());
            var next = mapped(profile, mappings, call);
            return account.with(next)
                    .answering(PutAttributeMappingResponse.builder()
                            .profile(ShownAnywhere.of(account, next))
                            .build());
        };
    }

    private static Function<Account, Change<DeleteAttributeMappingResponse>> deleteMapping(
            DeleteAttributeMappingRequest request, Call call) {
        return account -> {
            var profile = profile(account, request.profileId(), call);
            var mappings = Mappings.removed(profile.mappings(), request.certificateField(), request.specifiers());
            var next = mapped(profile, mappings, call);
            return account.with(next)
                    .answering(DeleteAttributeMappingResponse.builder()
                            .profile(ShownAnywhere.of(account, next))
                            .build());
        };
    }

    private static AnywhereProfile mapped(AnywhereProfile profile, Map<String, List<String>> mappings, Call call) {
        return profile.mapping(mappings, call.time());
    }

    private static AnywhereProfile profile(Account account, String id, Call call) {
        return Anywhere.profile(account, region(call), id);
    }

    private static String region(Call call) {
        return call.caller().facts().region();
    }

    private static ProfileDetailResponse shown(Account account, AnywhereProfile profile) {
        return ProfileDetailResponse.builder()
                .profile(ShownAnywhere.of(account, profile))
                .build();
    }
}
