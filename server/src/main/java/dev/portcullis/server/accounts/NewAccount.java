// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import java.time.Instant;
import java.util.Optional;

/**
 * An account to be made: its entry in the directory, and the first access key of its root user.
 *
 * @param isManagement whether it is the first one, which manages the others
 */
record NewAccount(String name, String rootEmail, NewAccessKey rootKey, boolean isManagement, Instant now) {
    /** @throws dev.portcullis.server.error.ApiException if there is such an account, or one with that e-mail address */
    WithDirectory in(WithDirectory present) {
        var id = present.account().id();
        Account.requireRoom(
                Quota.ACCOUNTS, Math.toIntExact(present.directory().entries().count()));
        if (present.directory().entry(id).isPresent()) {
            throw new EntityAlreadyExists("Account with id " + id + " already exists.").asException();
        }
        if (present.directory().byRootEmail(rootEmail).isPresent()) {
            throw new EntityAlreadyExists("An account with root e-mail address " + rootEmail + " already exists.")
                    .asException();
        }
        var account = present.account()
                .with(AccountSettings.of(now))
                .with(new AccessKey(rootKey.id(), id.text(), true, now))
                .withSecret(Kind.ACCESS_KEY, rootKey.id(), rootKey.sealed());
        var entry = new Directory.Entry(id, name, rootEmail, Optional.empty(), isManagement, now);
        return new WithDirectory(account, present.directory().with(entry));
    }
}
