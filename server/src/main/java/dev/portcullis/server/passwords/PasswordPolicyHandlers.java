// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.aws.iam.DeleteAccountPasswordPolicyResponse;
import dev.portcullis.aws.iam.GetAccountPasswordPolicyResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.UpdateAccountPasswordPolicyRequest;
import dev.portcullis.aws.iam.UpdateAccountPasswordPolicyResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import java.util.List;
import java.util.Optional;

/** The operations on what an account demands of passwords. */
public final class PasswordPolicyHandlers {
    private static final int STANDARD_LENGTH = 6;

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.read(
                        IamModel.GET_ACCOUNT_PASSWORD_POLICY,
                        (account, request, call) -> GetAccountPasswordPolicyResponse.builder()
                                .passwordPolicy(shown(policy(account)))
                                .build()),
                Operation.silent(
                        IamModel.UPDATE_ACCOUNT_PASSWORD_POLICY,
                        new UpdateAccountPasswordPolicyResponse(),
                        (account, request) -> with(account, Optional.of(read(request)))),
                Operation.silent(
                        IamModel.DELETE_ACCOUNT_PASSWORD_POLICY,
                        new DeleteAccountPasswordPolicyResponse(),
                        (account, request) -> {
                            policy(account);
                            return with(account, Optional.empty());
                        }));
    }

    private static Account with(Account account, Optional<PasswordPolicy> policy) {
        return account.settings().passwordPolicy().equals(policy)
                ? account
                : account.with(account.settings().withPasswordPolicy(policy));
    }

    private static PasswordPolicy policy(Account account) {
        return account.settings()
                .passwordPolicy()
                .orElseThrow(() -> new NoSuchEntity(
                                "The Password Policy with domain name " + account.id() + " cannot be found.")
                        .asException());
    }

    /** What the request leaves out goes back to its standard, whatever it was before. */
    private static PasswordPolicy read(UpdateAccountPasswordPolicyRequest request) {
        return new PasswordPolicy(
                request.minimumPasswordLength().orElse(STANDARD_LENGTH),
                request.requireSymbols().orElse(false),
                request.requireNumbers().orElse(false),
                request.requireUppercaseCharacters().orElse(false),
                request.requireLowercaseCharacters().orElse(false),
                request.allowUsersToChangePassword().orElse(false),
                request.maxPasswordAge().orElse(0),
                request.passwordReusePrevention().orElse(0),
                request.hardExpiry().orElse(false));
    }

    private static dev.portcullis.aws.iam.PasswordPolicy shown(PasswordPolicy policy) {
        var shown = dev.portcullis.aws.iam.PasswordPolicy.builder()
                .minimumPasswordLength(policy.minimumLength())
                .requireSymbols(policy.requiresSymbols())
                .requireNumbers(policy.requiresNumbers())
                .requireUppercaseCharacters(policy.requiresUppercase())
                .requireLowercaseCharacters(policy.requiresLowercase())
                .allowUsersToChangePassword(policy.usersMayChange())
                .expirePasswords(policy.maxAgeDays() > 0)
                .hardExpiry(policy.isExpiryHard());
        if (policy.maxAgeDays() > 0) {
            shown.maxPasswordAge(policy.maxAgeDays());
        }
        if (policy.reusePrevention() > 0) {
            shown.passwordReusePrevention(policy.reusePrevention());
        }
        return shown.build();
    }
}
