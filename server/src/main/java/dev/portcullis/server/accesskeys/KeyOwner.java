// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accesskeys;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.Optional;

/**
 * Whose access keys, or signing certificates, a request is about.
 *
 * @param id the user's unique id, or the account number for root
 * @param userName as answers show it
 */
public record KeyOwner(String id, String userName) {
    private static final String ROOT = "root";

    /**
     * The named user or, without a name, the caller itself.
     *
     * @throws dev.portcullis.server.error.ApiException if there is no such user, or the caller is none and must name one
     */
    public static KeyOwner of(Account account, Optional<String> userName, Caller caller) {
        return userName.map(name -> of(account.user(name))).orElseGet(() -> self(account, caller));
    }

    /** The root user of an account. */
    static KeyOwner root(Account account) {
        return new KeyOwner(account.id().text(), ROOT);
    }

    static KeyOwner of(User user) {
        return new KeyOwner(user.id(), user.name());
    }

    /** The user or root that a key belongs to; empty if it belongs to a service. */
    static Optional<KeyOwner> ofKey(Account account, String ownerId) {
        return ownerId.equals(account.id().text())
                ? Optional.of(root(account))
                : account.users().get(ownerId).map(KeyOwner::of);
    }

    private static KeyOwner self(Account account, Caller caller) {
        return switch (caller.identity()) {
            case Identity.Root() -> root(account);
            case Identity.User(var userId) -> of(account.users().get(userId).orElseThrow());
            case Identity.Role(var _, var _) -> throw notAUser();
            case Identity.FederatedUser(var _, var _) -> throw notAUser();
            case Identity.Service(var _) -> throw notAUser();
        };
    }

    private static RuntimeException notAUser() {
        return new ValidationError("Must specify userName when calling with non-User credentials").asException();
    }
}
