// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.users;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.Optional;

/** The user that a request is about where it may leave the name out. */
public final class NamedUser {
    private NamedUser() {}

    /**
     * The named user or, without a name, the one who calls.
     *
     * @throws dev.portcullis.server.error.ApiException if there is no such user, or the caller is none and must name one
     */
    public static User of(Account account, Optional<String> name, Caller caller) {
        return name.map(account::user)
                .or(() -> self(account, caller))
                .orElseThrow(() -> new ValidationError("Must specify userName when calling with non-User credentials")
                        .asException());
    }

    private static Optional<User> self(Account account, Caller caller) {
        return caller.identity() instanceof Identity.User(var userId)
                ? account.users().get(userId)
                : Optional.empty();
    }
}
