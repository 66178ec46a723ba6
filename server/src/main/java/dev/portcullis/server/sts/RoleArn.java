// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.policy.Arn;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.Optional;

/** The ARN of a role that somebody wants to assume; whether it is that of a role shows only when the role is looked up. */
record RoleArn(AccountId account, String text) {
    /** @throws dev.portcullis.server.error.ApiException if this is no ARN of a thing in an account */
    static RoleArn parse(String text) {
        var arn = Arn.parse(text)
                .filter(it -> !it.partition().isEmpty()
                        && !it.service().isEmpty()
                        && !it.resource().isEmpty())
                .filter(it -> AccountId.isWellFormed(it.account()))
                .orElseThrow(() -> new ValidationError(text + " is invalid").asException());
        return new RoleArn(new AccountId(arn.account()), text);
    }

    /** The role of exactly this ARN: in another case it could pass by what a policy says of the role. */
    Optional<Role> in(Account owner) {
        return owner.roles()
                .named(text.substring(text.lastIndexOf('/') + 1))
                .filter(role -> owner.arns().of(role).equals(text));
    }
}
