// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.EntityTemporarilyUnmodifiable;
import dev.portcullis.server.error.ApiError.PasswordPolicyViolation;
import dev.portcullis.server.storage.SealedBytes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A password that is about to be set: hashed, sealed, and held against the ones before it.
 *
 * @param text the password
 * @param userId whose
 * @param replaces the password that it was held against; empty where the user had none
 * @param passwordId its own name
 * @param sealed what will be kept
 * @param checkedBack how many of the last passwords it was held against
 * @param usedBefore how many passwords ago it was the password; 1 for the present one
 */
record NewPassword(
        String text,
        String userId,
        Optional<String> replaces,
        String passwordId,
        SealedBytes sealed,
        int checkedBack,
        OptionalInt usedBefore) {

    /** The account in which that user, who has no password yet, has this one. */
    Account first(Account account, User user, Instant now, boolean resetRequired) {
        requireSame(user.id().equals(userId), user);
        PasswordRules.require(account, text);
        return set(account, new LoginProfile(userId, now, now, resetRequired, passwordId));
    }

    /** The account in which that user has this password instead of the one that it had. */
    Account next(Account account, User user, Instant now, boolean resetRequired) {
        var profile = account.loginProfile(user);
        requireSame(replaces.equals(Optional.of(profile.passwordId())), user);
        PasswordRules.require(account, text);
        requireNew(account, user);
        return set(account, profile.changed(passwordId, now, resetRequired));
    }

    private Account set(Account account, LoginProfile profile) {
        return account.with(profile).withSecret(Kind.LOGIN_PROFILE, userId, sealed);
    }

    private void requireNew(Account account, User user) {
        int remembered = account.settings()
                .passwordPolicy()
                .map(PasswordPolicy::reusePrevention)
                .orElse(0);
        requireSame(remembered <= checkedBack, user);
        if (usedBefore.isPresent() && usedBefore.getAsInt() <= remembered) {
            throw new PasswordPolicyViolation("Password has been used before; the last " + remembered
                            + " passwords cannot be used again.")
                    .asException();
        }
    }

    private static void requireSame(boolean same, User user) {
        if (!same) {
            throw new EntityTemporarilyUnmodifiable(
                            "The login profile of the user " + user.name() + " changed at the same time; try again.")
                    .asException();
        }
    }

    /** Tells neither password nor hash. */
    @Override
    public String toString() {
        return "NewPassword[of " + userId + "]";
    }
}
