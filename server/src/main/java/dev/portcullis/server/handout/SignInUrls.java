// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import dev.portcullis.server.account.Account;
import java.util.Optional;

/** Where people sign in to an account, told by the URL under which they reach the server. Thread-safe. */
public final class SignInUrls {
    private volatile String base;
    private final boolean isChosen;

    /** @param publicUrl as the operator set it; without it the URL that the server {@linkplain #listensAt listens at} is told */
    public SignInUrls(Optional<String> publicUrl) {
        this.base = publicUrl.orElse("");
        this.isChosen = publicUrl.isPresent();
    }

    /** Told once the port is open. */
    public void listensAt(String url) {
        if (!isChosen) {
            base = url;
        }
    }

    /** The page for the users of an account, by its alias if it has one. */
    String of(Account account) {
        return base + "/console/signin/"
                + account.settings().alias().orElseGet(() -> account.id().text());
    }
}
