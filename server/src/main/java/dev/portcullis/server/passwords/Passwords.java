// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.EntityTemporarilyUnmodifiable;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.LockoutCounters;
import dev.portcullis.server.storage.SealedBytes;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes passwords ready to be set, and verifies them. All of it is slow and random, and none of it changes anything. Thread-safe. */
public final class Passwords {
    private static final int ID_LENGTH = 16;
    private static final String PURPOSE = "password";
    private static final int MOST_FAILURES = 10;
    private static final Duration FAILURES_COUNT_FOR = Duration.ofMinutes(15);

    private final Accounts accounts;
    private final StoredSecrets storedSecrets;
    private final PasswordHasher hasher;
    private final LockoutCounters failures;
    private final RandomSource random;

    public Passwords(
            Accounts accounts,
            StoredSecrets storedSecrets,
            PasswordHasher hasher,
            LockoutCounters failures,
            RandomSource random) {
        this.accounts = accounts;
        this.storedSecrets = storedSecrets;
        this.hasher = hasher;
        this.failures = failures;
        this.random = random;
    }

    /** A password for a user who has none. */
    NewPassword first(Account account, User user, String text) {
        var id = newId();
        var hashes = PasswordHashes.first(id, hasher.hash(text));
        return new NewPassword(
                text, user.id(), Optional.empty(), id, seal(account.id(), user, hashes), 0, OptionalInt.empty());
    }

    /** A password for a user who has one, held against as many former ones as the account's policy asks for. */
    NewPassword next(Account account, User user, String text) {
        var known = hashes(account, user);
        int back = account.settings()
                .passwordPolicy()
                .map(PasswordPolicy::reusePrevention)
                .orElse(0);
        var usedBefore = usedBefore(text, known.newestFirst(), back);
        var id = newId();
        var hashes = known.with(id, hasher.hash(text));
        return new NewPassword(
                text,
                user.id(),
                Optional.of(known.passwordId()),
                id,
                seal(account.id(), user, hashes),
                back,
                usedBefore);
    }

    private OptionalInt usedBefore(String text, List<String> newestFirst, int back) {
        for (int i = 0; i < Math.min(back, newestFirst.size()); i++) {
            if (hasher.matches(text, newestFirst.get(i))) {
                return OptionalInt.of(i + 1);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Whether this is the user's password. After ten wrong ones none is right, until a quarter of an hour has passed since the first of
     * them. The failure is counted before the check, so that many at one time cannot all slip through.
     *
     * @throws dev.portcullis.server.error.ApiException if the user has no login profile
     */
    public boolean verify(Account account, User user, String text) {
        var present = hashes(account, user).present();
        var subject = account.id() + "/" + user.id();
        if (failures.countFailure(PURPOSE, subject, FAILURES_COUNT_FOR) > MOST_FAILURES) {
            return false;
        }
        boolean matches = hasher.matches(text, present);
        if (matches) {
            failures.clear(PURPOSE, subject);
        }
        return matches;
    }

    /** What is kept of the user's passwords, which must be those that the profile speaks of: it is read after the profile. */
    private PasswordHashes hashes(Account account, User user) {
        var profile = account.loginProfile(user);
        return accounts.secret(account.id(), Kind.LOGIN_PROFILE, user.id())
                .flatMap(kept -> storedSecrets.open(address(account.id(), user), kept.toByteArray()))
                .map(PasswordHashes::of)
                .filter(hashes -> hashes.passwordId().equals(profile.passwordId()))
                .orElseThrow(() -> changed(user, profile));
    }

    private static RuntimeException changed(User user, LoginProfile profile) {
        return new EntityTemporarilyUnmodifiable("The login profile of the user " + user.name() + ", as set on "
                        + profile.changedAt() + ", is being changed; try again.")
                .asException();
    }

    private SealedBytes seal(AccountId account, User user, PasswordHashes hashes) {
        return SealedBytes.of(storedSecrets.seal(address(account, user), hashes.secret()));
    }

    private static SecretAddress address(AccountId account, User user) {
        return new SecretAddress(account.text(), user.id(), Kind.LOGIN_PROFILE.storedAs(), user.id());
    }

    private String newId() {
        return HexFormat.of().formatHex(random.bytes(ID_LENGTH));
    }
}
