// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rootsetup;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.secrets.OwnerOnlyFile;
import dev.portcullis.server.secrets.RootSetupTokens;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.storage.CommitRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The links by which a root user sets its password: each holds a token, which lies in a file of the data directory for the operator. A token
 * counts for a day, and only as long as the root user has the password, or none, and the session epoch for which it was made; both change
 * when it is used, in one commit, so that it is never used twice. Thread-safe.
 */
public final class RootSetupLinks {
    /** How long a link counts. */
    static final Duration VALID_FOR = Duration.ofDays(1);

    private static final String FILE = "root-setup-";
    private static final int MOST_BYTES = 1_000;

    private final Accounts accounts;
    private final RootSetupTokens tokens;
    private final Path dataDir;
    private final InstantSource clock;

    public RootSetupLinks(Accounts accounts, RootSetupTokens tokens, Path dataDir, InstantSource clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.dataDir = dataDir;
        this.clock = clock;
    }

    /** A link that counts now. */
    public record Link(AccountId account, Secret token, Instant expiresAt) {
        /** What follows the server's URL. The token is in the fragment, which browsers send to nobody. */
        public String path() {
            return RootSetupPage.PATH + "#" + token.revealText();
        }
    }

    /** Leaves a token for an account in its file; nothing else changes. Answers the file. */
    public Path offer(AccountId id) {
        var expiresAt = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(VALID_FOR);
        var token = tokens.seal(content(accounts.read(id), expiresAt), clock.instant());
        OwnerOnlyFile.write(file(id), Secret.ofText(token + "\n"));
        return file(id);
    }

    /**
     * Ends the root user's sessions and every link made before, and leaves a token that counts.
     *
     * @param removesMfa whether the root user's MFA devices are deactivated and its passkeys deleted, for one who has lost them
     * @return the file
     * @throws IllegalArgumentException if there is no such account; the message says so
     */
    public Path renew(AccountId id, boolean removesMfa) {
        if (accounts.find(id).isEmpty()) {
            throw new IllegalArgumentException("There is no account " + id + " in these data.");
        }
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var why = CommitRecord.withoutRequest("portcullis:recover-root", "portcullis:RecoverRoot", now);
        accounts.update(id, account -> new Outcome<>(renewed(account, removesMfa), id, why));
        return offer(id);
    }

    static Account renewed(Account account, boolean removesMfa) {
        var next = account.with(account.settings().withNextRootEpoch());
        if (removesMfa) {
            for (var device : account.mfaDevicesOf(account.id().text())) {
                next = next.with(device.withEnabled(Optional.empty()));
            }
            for (var passkey : account.passkeysOf(account.id().text())) {
                next = next.without(passkey);
            }
        }
        return next;
    }

    /** The links in the data directory that count; files whose tokens do not are deleted. */
    public List<Link> pending() {
        try (var files = Files.list(dataDir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(FILE))
                    .map(name -> name.substring(FILE.length()))
                    .filter(AccountId::isWellFormed)
                    .sorted()
                    .flatMap(id -> pending(new AccountId(id)).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + dataDir + " cannot be read", e);
        }
    }

    private Optional<Link> pending(AccountId id) {
        var link = read(id).flatMap(this::find).filter(found -> found.account().equals(id));
        if (link.isEmpty()) {
            forget(id);
        }
        return link;
    }

    /** The link with that token; empty if it does not count. */
    Optional<Link> find(String token) {
        return tokens.open(token, clock.instant())
                .filter(content -> AccountId.isWellFormed(content.account()))
                .filter(content -> accounts.find(new AccountId(content.account()))
                        .filter(account -> content(account, content.expiresAt()).equals(content))
                        .isPresent())
                .map(content -> new Link(new AccountId(content.account()), Secret.ofText(token), content.expiresAt()));
    }

    /** Whether a token still counts in this value of its account. */
    boolean counts(Account account, Link link) {
        return tokens.open(link.token().revealText(), clock.instant())
                .filter(content -> content(account, content.expiresAt()).equals(content))
                .isPresent();
    }

    /** Deletes the file of an account's link. */
    void forget(AccountId id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file(id) + " is of no use, but cannot be deleted", e);
        }
    }

    private static RootSetupTokens.Content content(Account account, Instant expiresAt) {
        var root = account.id().text();
        return new RootSetupTokens.Content(
                root,
                account.settings().rootEpoch(),
                account.loginProfiles().get(root).map(LoginProfile::passwordId),
                expiresAt);
    }

    private Optional<String> read(AccountId id) {
        if (!Files.isRegularFile(file(id))) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file(id))) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file(id) + " cannot be read", e);
        }
    }

    private Path file(AccountId id) {
        return dataDir.resolve(FILE + id);
    }
}
