// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.storage.CommitRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Makes the first account, the management account, when there is none yet, and hands its root access key to the operator. */
public final class FirstStart {
    private final Accounts accounts;
    private final Issuer issuer;
    private final InstantSource clock;

    public FirstStart(Accounts accounts, Issuer issuer, InstantSource clock) {
        this.accounts = accounts;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * What the operator asks for.
     *
     * @param accountId the number of the first account; drawn when not given
     * @param rootAccessKey a file with the root access key to use; one is drawn when not given
     * @param credentialsFile where the root access key is left
     */
    public record Wishes(
            Optional<String> accountId, String rootEmail, Optional<Path> rootAccessKey, Path credentialsFile) {}

    /**
     * The management account, made if there is none.
     *
     * @throws IllegalArgumentException if there is one with another number than the operator asks for, or the operator's key file
     *     cannot be used; the message says what to do
     */
    public AccountId managementAccount(Wishes wishes) {
        var present = accounts.directory().management().map(Directory.Entry::account);
        if (present.isEmpty()) {
            return create(wishes);
        }
        wishes.accountId()
                .filter(wanted -> !wanted.equals(present.get().text()))
                .ifPresent(wanted -> {
                    throw new IllegalArgumentException("These data belong to account " + present.get() + ", not to "
                            + wanted + ". Leave --account-id out, or name another data directory.");
                });
        return present.get();
    }

    private AccountId create(Wishes wishes) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var id = wishes.accountId().map(AccountId::new).orElseGet(issuer::newAccountId);
        var key = wishes.rootAccessKey()
                .map(RootCredentials::read)
                .map(given -> issuer.accessKey(id, id.text(), given.accessKeyId(), given.secretAccessKey()))
                .orElseGet(() -> issuer.newAccessKey(id, id.text()));
        // Left before the account is made: a key that counts is never one that nobody was given.
        new RootCredentials(key.id(), key.secret()).write(wishes.credentialsFile());
        commit(id, wishes.rootEmail(), key, now);
        return id;
    }

    private void commit(AccountId id, String rootEmail, NewAccessKey key, Instant now) {
        var account = new NewAccount("management", rootEmail, key, true, now);
        var why = CommitRecord.withoutRequest("portcullis:first-start", "portcullis:FirstStart", now);
        accounts.updateWithDirectory(id, present -> new Outcome<>(account.in(present), id, why));
    }
}
