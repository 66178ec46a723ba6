// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.users;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.AccessDenied;
import java.util.Optional;

/**
 * Whose credentials a request is about, where root may have such credentials too: access keys, signing certificates, MFA devices, a
 * password.
 *
 * @param id the user's unique id, or the account number for root
 * @param userName as answers show it
 */
public record CredentialOwner(String id, String userName) {
    private static final String ROOT = "root";

    /**
     * The named user or, without a name, the caller itself.
     *
     * @throws dev.portcullis.server.error.ApiException if there is no such user, or the caller is none and must name one
     */
    public static CredentialOwner of(Account account, Optional<String> userName, Caller caller) {
        return userName.isEmpty() && caller.identity() instanceof Identity.Root
                ? root(account)
                : of(NamedUser.of(account, userName, caller));
    }

    /** The root user of an account. */
    public static CredentialOwner root(Account account) {
        return new CredentialOwner(account.id().text(), ROOT);
    }

    /**
     * The root user, who must be the one who calls: no policy gives this to anybody else.
     *
     * @throws dev.portcullis.server.error.ApiException if somebody else calls
     */
    public static CredentialOwner callingRoot(Account account, Caller caller) {
        if (!(caller.identity() instanceof Identity.Root)) {
            throw new AccessDenied("Only the root user may do this.").asException();
        }
        return root(account);
    }

    public static CredentialOwner of(User user) {
        return new CredentialOwner(user.id(), user.name());
    }

    /** The user of that id, or root by the account number; empty if it is neither: a service, or somebody who is gone. */
    public static Optional<CredentialOwner> find(Account account, String ownerId) {
        return ownerId.equals(account.id().text())
                ? Optional.of(root(account))
                : account.users().get(ownerId).map(CredentialOwner::of);
    }

    /** Whether it is the root user, and not a user who has its name. */
    public boolean isRootOf(Account account) {
        return id.equals(account.id().text());
    }
}
