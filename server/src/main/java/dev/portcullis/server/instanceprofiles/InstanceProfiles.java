// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceprofiles;

import dev.portcullis.aws.iam.AddRoleToInstanceProfileRequest;
import dev.portcullis.aws.iam.CreateInstanceProfileRequest;
import dev.portcullis.aws.iam.DeleteInstanceProfileRequest;
import dev.portcullis.aws.iam.RemoveRoleFromInstanceProfileRequest;
import dev.portcullis.aws.iam.TagInstanceProfileRequest;
import dev.portcullis.aws.iam.UntagInstanceProfileRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.InstanceProfile;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.tags.RequestTags;
import java.time.Instant;
import java.util.Optional;

/** What can be done to instance profiles: functions from one account to the next. */
final class InstanceProfiles {
    private InstanceProfiles() {}

    static Account create(Account account, CreateInstanceProfileRequest request, String profileId, Instant now) {
        Account.requireRoom(Quota.INSTANCE_PROFILES, account.instanceProfiles().size());
        if (account.instanceProfiles().hasNamed(request.instanceProfileName())) {
            throw new EntityAlreadyExists("Instance Profile " + request.instanceProfileName() + " already exists.")
                    .asException();
        }
        return account.with(new InstanceProfile(
                profileId,
                request.instanceProfileName(),
                request.path().orElse("/"),
                now,
                RequestTags.of(request.tags()),
                Optional.empty()));
    }

    static Account delete(Account account, DeleteInstanceProfileRequest request) {
        var profile = account.instanceProfile(request.instanceProfileName());
        if (profile.role().isPresent()) {
            throw new DeleteConflict("Cannot delete entity, must remove roles from instance profile first.")
                    .asException();
        }
        return account.without(profile);
    }

    /** AWS counts before it compares: adding the role that is there already exceeds the quota as well. */
    static Account addRole(Account account, AddRoleToInstanceProfileRequest request) {
        var profile = account.instanceProfile(request.instanceProfileName());
        var role = account.modifiableRole(request.roleName());
        Account.requireRoom(Quota.ROLES_PER_INSTANCE_PROFILE, profile.role().isPresent() ? 1 : 0);
        return account.with(profile.holding(Optional.of(role.id())));
    }

    static Account removeRole(Account account, RemoveRoleFromInstanceProfileRequest request) {
        var profile = account.instanceProfile(request.instanceProfileName());
        var role = account.modifiableRole(request.roleName());
        if (profile.role().filter(role.id()::equals).isEmpty()) {
            throw new NoSuchEntity("Role " + role.name() + " is not in the instance profile " + profile.name() + ".")
                    .asException();
        }
        return account.with(profile.holding(Optional.empty()));
    }

    static Account tag(Account account, TagInstanceProfileRequest request) {
        var profile = account.instanceProfile(request.instanceProfileName());
        return account.with(profile.withTags(RequestTags.set(profile.tags(), request.tags())));
    }

    static Account untag(Account account, UntagInstanceProfileRequest request) {
        var profile = account.instanceProfile(request.instanceProfileName());
        return account.with(profile.withTags(RequestTags.removed(profile.tags(), request.tagKeys())));
    }
}
