// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.error.ApiError.EntityTemporarilyUnmodifiable;
import dev.portcullis.server.error.ApiError.PasswordPolicyViolation;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.users.CredentialOwner;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A password that is about to be set: hashed, sealed, and held against the ones before it.
 *
 * @param text the password
 * @param ownerId whose: a user's unique id, or the account number for root
 * @param replaces the password that it was held against; empty where there was none
 * @param passwordId its own name
 * @param sealed what will be kept
 * @param checkedBack how many of the last passwords it was held against
 * @param usedBefore how many passwords ago it was the password; 1 for the present one
 */
record NewPassword(
        String text,
        String ownerId,
        Optional<String> replaces,
        String passwordId,
        SealedBytes sealed,
        int checkedBack,
        OptionalInt usedBefore) {

    /** The account in which that owner, who has no password yet, has this one. */
    Account first(Account account, CredentialOwner owner, Instant now, boolean resetRequired) {
        requireSame(
                owner.id().equals(ownerId)
                        && account.loginProfiles().get(ownerId).isEmpty(),
                owner);
        PasswordRules.require(account, owner, text);
        return set(account, new LoginProfile(ownerId, now, now, resetRequired, passwordId));
    }

    /** The account in which that owner has this password instead of the one that it had. */
    Account next(Account account, CredentialOwner owner, Instant now, boolean resetRequired) {
        var profile = Passwords.profile(account, owner);
        requireSame(replaces.equals(Optional.of(profile.passwordId())), owner);
        PasswordRules.require(account, owner, text);
        requireNew(account, owner);
        return set(account, profile.changed(passwordId, now, resetRequired));
    }

    private Account set(Account account, LoginProfile profile) {
        return account.with(profile).withSecret(Kind.LOGIN_PROFILE, ownerId, sealed);
    }

    private void requireNew(Account account, CredentialOwner owner) {
        int remembered = PasswordRules.remembered(account, owner);
        requireSame(remembered <= checkedBack, owner);
        if (usedBefore.isPresent() && usedBefore.getAsInt() <= remembered) {
            throw new PasswordPolicyViolation("Password has been used before; the last " + remembered
                            + " passwords cannot be used again.")
                    .asException();
        }
    }

    private static void requireSame(boolean same, CredentialOwner owner) {
        if (!same) {
            throw new EntityTemporarilyUnmodifiable("The login profile of the user " + owner.userName()
                            + " changed at the same time; try again.")
                    .asException();
        }
    }

    /** Tells neither password nor hash. */
    @Override
    public String toString() {
        return "NewPassword[of " + ownerId + "]";
    }
}
