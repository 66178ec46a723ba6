// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rootsetup;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.passwords.Passwords;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.users.CredentialOwner;
import java.net.InetAddress;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Sets a root user's password by a link. Thread-safe. */
public final class RootSetup {
    private final Accounts accounts;
    private final RootSetupLinks links;
    private final Passwords passwords;
    private final InstantSource clock;

    public RootSetup(Accounts accounts, RootSetupLinks links, Passwords passwords, InstantSource clock) {
        this.accounts = accounts;
        this.links = links;
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * Who uses a link, for the history.
     *
     * @param requestId as the caller is told it
     */
    public record Origin(String requestId, InetAddress address) {}

    /**
     * Sets the password and uses the link up, in one commit, which also ends the root user's sessions.
     *
     * @param token the secret of the link
     * @return whose root user it is
     * @throws dev.portcullis.server.error.ApiException {@code AccessDenied} if the link does not count (any more); {@code
     *     PasswordPolicyViolation} if the password is not good enough, and the link still counts
     */
    public AccountId complete(String token, String password, Origin origin) {
        var link = links.find(token).orElseThrow(RootSetup::doesNotCount);
        var id = link.account();
        var present = accounts.read(id);
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var setting = passwords.setting(present, CredentialOwner.root(present), password, now);
        var why = new CommitRecord(
                CommitRecord.newOperationId(),
                "portcullis:root-setup",
                "",
                "portcullis:SetUpRoot",
                origin.requestId(),
                origin.address().getHostAddress(),
                now,
                "");
        accounts.update(id, account -> {
            if (!links.counts(account, link)) {
                throw doesNotCount();
            }
            return new Outcome<>(ended(setting.apply(account)), id, why);
        });
        links.forget(id);
        return id;
    }

    private static Account ended(Account account) {
        return account.with(account.settings().withNextRootEpoch());
    }

    private static RuntimeException doesNotCount() {
        return new AccessDenied("This link does not count: it was used already, is older than a day, or was replaced.")
                .asException();
    }
}
