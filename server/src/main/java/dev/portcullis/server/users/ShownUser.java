// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.users;

import dev.portcullis.aws.iam.AttachedPermissionsBoundary;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.User;
import dev.portcullis.server.tags.RequestTags;

/** Users as answers show them. */
public final class ShownUser {
    private ShownUser() {}

    /** With everything, as {@code GetUser} shows it. */
    public static dev.portcullis.aws.iam.User inFull(Account account, User user) {
        return basics(account, user)
                .permissionsBoundary(user.boundary().map(ShownUser::boundary))
                .tags(RequestTags.shown(user.tags()))
                .build();
    }

    /** Without tags and boundary, as lists show it. */
    public static dev.portcullis.aws.iam.User inList(Account account, User user) {
        return basics(account, user).build();
    }

    /** The root user, as {@code GetUser} shows it to itself. */
    public static dev.portcullis.aws.iam.User root(Account account) {
        return dev.portcullis.aws.iam.User.builder()
                .path("/")
                .userName("root")
                .userId(account.id().text())
                .arn(account.arns().root())
                .createDate(account.settings().createdAt())
                .build();
    }

    /** A permissions boundary, by the ARN of its policy. */
    public static AttachedPermissionsBoundary boundary(String policyArn) {
        return AttachedPermissionsBoundary.builder()
                .permissionsBoundaryType("Policy")
                .permissionsBoundaryArn(policyArn)
                .build();
    }

    private static dev.portcullis.aws.iam.User.Builder basics(Account account, User user) {
        return dev.portcullis.aws.iam.User.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(account.arns().of(user))
                .createDate(user.createdAt());
    }
}
