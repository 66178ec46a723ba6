// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import dev.portcullis.aws.iam.CreateRoleRequest;
import dev.portcullis.aws.iam.DeleteRolePermissionsBoundaryRequest;
import dev.portcullis.aws.iam.DeleteRoleRequest;
import dev.portcullis.aws.iam.TagRoleRequest;
import dev.portcullis.aws.iam.UntagRoleRequest;
import dev.portcullis.aws.iam.UpdateAssumeRolePolicyRequest;
import dev.portcullis.aws.iam.UpdateRoleDescriptionRequest;
import dev.portcullis.aws.iam.UpdateRoleRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.tags.RequestTags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What can be done to roles: functions from one account to the next. */
final class Roles {
    private static final Duration DEFAULT_LONGEST_SESSION = Duration.ofHours(1);
    private static final List<String> RESERVED_PATHS = List.of("/aws-service-role/", "/aws-reserved/");

    private Roles() {}

    static Account create(Account account, CreateRoleRequest request, TrustText trust, String roleId, Instant now) {
        var path = request.path().orElse("/");
        requireOwnPath(path);
        Account.requireRoom(Quota.ROLES, account.roles().size());
        if (account.roles().hasNamed(request.roleName())) {
            throw EntityAlreadyExists.named("Role", request.roleName()).asException();
        }
        return account.with(new Role(
                roleId,
                request.roleName(),
                path,
                now,
                trust.boundIn(account, Optional.empty()),
                described(request.description()),
                request.maxSessionDuration().map(Duration::ofSeconds).orElse(DEFAULT_LONGEST_SESSION),
                RequestTags.of(request.tags()),
                GrantedPolicies.NONE,
                request.permissionsBoundary(),
                0));
    }

    static Account delete(Account account, DeleteRoleRequest request) {
        var role = account.modifiableRole(request.roleName());
        if (!account.profilesHolding(role).isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must remove roles from instance profile first.")
                    .asException();
        }
        if (!role.policies().attached().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must detach all policies first.").asException();
        }
        if (!role.policies().inline().isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must delete policies first.").asException();
        }
        if (!account.carriersOf(role).isEmpty()) {
            throw new DeleteConflict("Cannot delete entity, must detach role from groups and users first.")
                    .asException();
        }
        return account.without(role);
    }

    /** What the request leaves out stays as it is. */
    static Account update(Account account, UpdateRoleRequest request) {
        var role = request.maxSessionDuration().isPresent()
                ? account.modifiableRole(request.roleName())
                : describable(account, request.roleName());
        var description = request.description().isPresent() ? described(request.description()) : role.description();
        var maxSession = request.maxSessionDuration().map(Duration::ofSeconds).orElse(role.maxSession());
        return account.with(role.described(description, maxSession));
    }

    static Account describe(Account account, UpdateRoleDescriptionRequest request) {
        var role = describable(account, request.roleName());
        return account.with(role.described(described(Optional.of(request.description())), role.maxSession()));
    }

    static Account trust(Account account, UpdateAssumeRolePolicyRequest request, TrustText trust) {
        var role = account.modifiableRole(request.roleName());
        return account.with(role.withTrust(trust.boundIn(account, Optional.of(role.trust()))));
    }

    static Account tag(Account account, TagRoleRequest request) {
        var role = account.modifiableRole(request.roleName());
        return account.with(role.withTags(RequestTags.set(role.tags(), request.tags())));
    }

    static Account untag(Account account, UntagRoleRequest request) {
        var role = account.modifiableRole(request.roleName());
        return account.with(role.withTags(RequestTags.removed(role.tags(), request.tagKeys())));
    }

    /** @param boundaryArn of a policy that is there */
    static Account bound(Account account, String roleName, String boundaryArn) {
        return account.with(account.modifiableRole(roleName).withBoundary(Optional.of(boundaryArn)));
    }

    static Account unbound(Account account, DeleteRolePermissionsBoundaryRequest request) {
        var role = account.modifiableRole(request.roleName());
        if (role.boundary().isEmpty()) {
            throw new NoSuchEntity("No permissions boundary is set on role " + role.name() + ".").asException();
        }
        return account.with(role.withBoundary(Optional.empty()));
    }

    /** The role, if callers may describe it: of a service-linked role the description is theirs. */
    private static Role describable(Account account, String name) {
        var role = account.role(name);
        return role.isServiceLinked() ? role : account.modifiableRole(name);
    }

    private static void requireOwnPath(String path) {
        if (RESERVED_PATHS.stream().anyMatch(path::startsWith)) {
            throw new InvalidInput("The path " + path + " is reserved for the roles of services.").asException();
        }
    }

    private static Optional<String> described(Optional<String> description) {
        return description.filter(text -> !text.isEmpty());
    }
}
