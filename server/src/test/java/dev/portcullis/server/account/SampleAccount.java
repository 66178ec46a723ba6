// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.storage.CommitRecord;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** An account to test with. */
public final class SampleAccount {
    public static final AccountId ID = new AccountId("123456789012");
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private SampleAccount() {}

    /** Makes the account. */
    public static void create(Accounts accounts, AccountId id) {
        accounts.updateWithDirectory(id, present -> {
            var account = present.account().with(AccountSettings.of(NOW));
            var entry = new Directory.Entry(id, "sample", id + "@example.com", Optional.empty(), false, NOW);
            return new Outcome<>(new WithDirectory(account, present.directory().with(entry)), id, record());
        });
    }

    /** Makes the account with an access key of its root user. */
    static void create(Accounts accounts, AccountId id, String keyId) {
        accounts.updateWithDirectory(id, present -> {
            var account =
                    present.account().with(AccountSettings.of(NOW)).with(new AccessKey(keyId, id.text(), true, NOW));
            var entry = new Directory.Entry(id, "sample", id + "@example.com", Optional.empty(), false, NOW);
            return new Outcome<>(new WithDirectory(account, present.directory().with(entry)), id, record());
        });
    }

    public static void change(Accounts accounts, UnaryOperator<Account> change) {
        accounts.update(ID, account -> new Outcome<>(change.apply(account), "done", record()));
    }

    public static CommitRecord record() {
        return new CommitRecord(
                UUID.randomUUID().toString(), "arn:aws:iam::123456789012:root", "", "iam:Test", "", "", NOW, "");
    }

    public static User user(String name) {
        return User.create("AIDA" + name.toUpperCase(Locale.ROOT), name, "/", NOW, Tags.none(), Optional.empty());
    }

    public static Group group(String name) {
        return new Group("AGPA" + name.toUpperCase(Locale.ROOT), name, "/", NOW, GrantedPolicies.NONE);
    }
}
