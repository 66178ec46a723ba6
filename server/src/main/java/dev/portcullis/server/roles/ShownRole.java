// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.tags.RequestTags;
import dev.portcullis.server.users.ShownUser;

/** Roles as answers show them. */
public final class ShownRole {
    private ShownRole() {}

    /** With everything, as {@code GetRole} shows it. */
    static dev.portcullis.aws.iam.Role inFull(Account account, Role role, PresentArns arns) {
        return described(account, role, arns)
                .permissionsBoundary(role.boundary().map(ShownUser::boundary))
                .tags(RequestTags.shown(role.tags()))
                .build();
    }

    /** Without tags and boundary, as lists show it. */
    static dev.portcullis.aws.iam.Role inList(Account account, Role role, PresentArns arns) {
        return described(account, role, arns).build();
    }

    /** What it is and who may assume it, as an instance profile shows the role that it holds. */
    public static dev.portcullis.aws.iam.Role inProfile(Account account, Role role, PresentArns arns) {
        return basics(account, role, arns).build();
    }

    private static dev.portcullis.aws.iam.Role.Builder described(Account account, Role role, PresentArns arns) {
        return basics(account, role, arns)
                .description(role.description())
                .maxSessionDuration(Math.toIntExact(role.maxSession().toSeconds()));
    }

    private static dev.portcullis.aws.iam.Role.Builder basics(Account account, Role role, PresentArns arns) {
        return dev.portcullis.aws.iam.Role.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(account.arns().of(role))
                .createDate(role.createdAt())
                .assumeRolePolicyDocument(role.trust().shown(bound -> arns.of(account, bound)));
    }
}
