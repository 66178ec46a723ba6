// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.users;

import dev.portcullis.aws.iam.AttachedPermissionsBoundary;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.User;
import dev.portcullis.server.tags.RequestTags;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Users as answers show them. */
public final class ShownUser {
    private ShownUser() {}

    /** With everything, as {@code GetUser} shows it. */
    static dev.portcullis.aws.iam.User inFull(Account account, User user, Optional<Instant> passwordUsed) {
        return basics(account, user)
                .passwordLastUsed(passwordUsed.map(ShownUser::inSeconds))
                .permissionsBoundary(user.boundary().map(ShownUser::boundary))
                .tags(RequestTags.shown(user.tags()))
                .build();
    }

    /** Without tags and boundary, as lists show it. */
    public static dev.portcullis.aws.iam.User inList(Account account, User user) {
        return basics(account, user).build();
    }

    /** As lists show it that also tell of sign-ins. */
    static dev.portcullis.aws.iam.User inList(Account account, User user, Optional<Instant> passwordUsed) {
        return basics(account, user)
                .passwordLastUsed(passwordUsed.map(ShownUser::inSeconds))
                .build();
    }

    private static Instant inSeconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The root user, as lists show it. */
    public static dev.portcullis.aws.iam.User root(Account account) {
        return root(account, Optional.empty());
    }

    /** The root user, as {@code GetUser} shows it to itself. */
    static dev.portcullis.aws.iam.User root(Account account, Optional<Instant> passwordUsed) {
        return dev.portcullis.aws.iam.User.builder()
                .path("/")
                .userName("root")
                .userId(account.id().text())
                .arn(account.arns().root())
                .createDate(account.settings().createdAt())
                .passwordLastUsed(passwordUsed.map(ShownUser::inSeconds))
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
