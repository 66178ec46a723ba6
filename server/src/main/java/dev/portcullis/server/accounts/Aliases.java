// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be done to account aliases. An alias stands with its account, and in the directory, where it is unique over all accounts. */
final class Aliases {
    private static final Pattern ACCOUNT_NUMBER = Pattern.compile("\\d{12}");

    private Aliases() {}

    /** An account has one alias: a new one takes the place of the old. */
    static WithDirectory create(WithDirectory present, String alias) {
        if (ACCOUNT_NUMBER.matcher(alias).matches()) {
            throw new ValidationError("An account alias cannot have the form of an account number.").asException();
        }
        if (present.directory().byAlias(alias).isPresent()) {
            throw new EntityAlreadyExists("The account alias " + alias + " already exists.").asException();
        }
        return set(present, Optional.of(alias));
    }

    static WithDirectory delete(WithDirectory present, String alias) {
        if (present.account().settings().alias().filter(alias::equals).isEmpty()) {
            throw new NoSuchEntity("The account alias " + alias + " cannot be found.").asException();
        }
        return set(present, Optional.empty());
    }

    private static WithDirectory set(WithDirectory present, Optional<String> alias) {
        var account = present.account();
        var directory = present.directory();
        var entry = directory.entry(account.id()).orElseThrow();
        return new WithDirectory(
                account.with(account.settings().withAlias(alias)), directory.with(entry.withAlias(alias)));
    }
}
