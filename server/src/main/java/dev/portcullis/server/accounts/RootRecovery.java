// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.storage.CommitRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Gives an account's root user another access key, for an operator who has the data directory and the master key but no key that works.
 * Present root keys stay as they are unless they are to be replaced.
 */
public final class RootRecovery {
    private final Accounts accounts;
    private final Issuer issuer;
    private final InstantSource clock;

    public RootRecovery(Accounts accounts, Issuer issuer, InstantSource clock) {
        this.accounts = accounts;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param kept the other root access keys, which still count as far as they are active
     * @param deleted the other root access keys that were there
     */
    public record Recovered(String accessKeyId, List<String> kept, List<String> deleted) {}

    /**
     * Makes the key, and leaves it in a file.
     *
     * @param replaces whether all other root access keys are deleted and all sessions of the root user end
     * @param file is written, or written over, when the key counts; what it will be lies beside it before that
     * @throws IllegalArgumentException if there is no such account, or the root user has no room for another key; the message says what to do
     */
    public Recovered recover(AccountId id, boolean replaces, Path file) {
        if (accounts.find(id).isEmpty()) {
            throw new IllegalArgumentException("There is no account " + id + " in these data.");
        }
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var key = issuer.newAccessKey(id, id.text());
        // A key that counts is never one that nobody was given; and a file is not replaced by a key that does not
        // count.
        var draft = file.resolveSibling(file.getFileName() + ".recovered");
        new RootCredentials(key.id(), key.secret()).write(draft);
        var why = CommitRecord.withoutRequest("portcullis:recover-root", "portcullis:RecoverRoot", now);
        Recovered recovered;
        try {
            recovered = accounts.update(id, account -> {
                var change = recovered(account, key, replaces, now);
                return new Outcome<>(change.account(), change.answer(), why);
            });
        } catch (IllegalArgumentException e) {
            delete(draft);
            throw e;
        }
        publish(draft, file);
        return recovered;
    }

    static Change<Recovered> recovered(Account account, NewAccessKey key, boolean replaces, Instant now) {
        var root = account.id().text();
        var present = account.keysOf(root);
        var ids = present.stream().map(AccessKey::id).toList();
        if (!replaces && present.size() >= Quota.ACCESS_KEYS_PER_USER.limit()) {
            throw new IllegalArgumentException("The root user of account " + root + " has two access keys already ("
                    + String.join(", ", ids) + "). With --replace they are deleted.");
        }
        var next = account;
        if (replaces) {
            for (var old : present) {
                next = next.without(old);
            }
            next = next.with(next.settings().withNextRootEpoch());
        }
        next = next.with(new AccessKey(key.id(), root, true, now)).withSecret(Kind.ACCESS_KEY, key.id(), key.sealed());
        return next.answering(new Recovered(key.id(), replaces ? List.of() : ids, replaces ? ids : List.of()));
    }

    private static void publish(Path draft, Path file) {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The new root access key counts, but is still in " + draft, e);
        }
    }

    private static void delete(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + draft + " is of no use, but cannot be deleted", e);
        }
    }
}
