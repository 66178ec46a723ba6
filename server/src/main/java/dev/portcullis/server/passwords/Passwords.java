// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.error.ApiError.EntityTemporarilyUnmodifiable;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.PasswordPolicyViolation;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.LockoutCounters;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.users.CredentialOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

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

    /** A password for somebody who has none. */
    NewPassword first(Account account, CredentialOwner owner, String text) {
        var id = newId();
        var hashes = PasswordHashes.first(id, hasher.hash(text));
        return new NewPassword(
                text, owner.id(), Optional.empty(), id, seal(account.id(), owner, hashes), 0, OptionalInt.empty());
    }

    /** A password for somebody who has one, held against as many former ones as may not be set again. */
    NewPassword next(Account account, CredentialOwner owner, String text) {
        var known = hashes(account, owner);
        int back = PasswordRules.remembered(account, owner);
        var usedBefore = usedBefore(text, known.newestFirst(), back);
        var id = newId();
        var hashes = known.with(id, hasher.hash(text));
        return new NewPassword(
                text,
                owner.id(),
                Optional.of(known.passwordId()),
                id,
                seal(account.id(), owner, hashes),
                back,
                usedBefore);
    }

    /**
     * A password that a user or root sets for itself, instead of the one that it has if it has one: the change, to be applied to the
     * account once the work of hashing is done. Whether the owner may, the caller has made sure.
     *
     * @param present as the password is held against
     * @throws dev.portcullis.server.error.ApiException {@code PasswordPolicyViolation}, saying what is wrong with it; the change itself throws
     *     {@code EntityTemporarilyUnmodifiable} if the owner's password is not any more what it was in {@code present}
     */
    public UnaryOperator<Account> setting(Account present, CredentialOwner owner, String text, Instant now) {
        return setting(present, owner, text, now, false);
    }

    /**
     * As {@link #setting(Account, CredentialOwner, String, Instant)}, for somebody else.
     *
     * @param resetRequired whether the owner must choose another password when next signing in
     */
    public UnaryOperator<Account> setting(
            Account present, CredentialOwner owner, String text, Instant now, boolean resetRequired) {
        PasswordRules.require(present, owner, text);
        if (owner.isRootOf(present)) {
            requireNotEmail(present, text);
        }
        if (present.loginProfiles().get(owner.id()).isPresent()) {
            var next = next(present, owner, text);
            return account -> next.next(account, still(account, owner), now, resetRequired);
        }
        var first = first(present, owner, text);
        return account -> first.first(account, still(account, owner), now, resetRequired);
    }

    private static CredentialOwner still(Account account, CredentialOwner owner) {
        return CredentialOwner.find(account, owner.id())
                .orElseThrow(() -> NoSuchEntity.user(owner.userName()).asException());
    }

    private void requireNotEmail(Account account, String text) {
        var email = accounts.directory().entry(account.id()).orElseThrow().rootEmail();
        if (text.equalsIgnoreCase(email)) {
            throw new PasswordPolicyViolation("Password must not be the e-mail address of the root user.")
                    .asException();
        }
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
     * Whether this is the password of a user or root. After ten wrong ones none is right, until a quarter of an hour has passed since the
     * first of them. The failure is counted before the check, so that many at one time cannot all slip through.
     *
     * @throws dev.portcullis.server.error.ApiException if the owner has no login profile
     */
    boolean verify(Account account, CredentialOwner owner, String text) {
        var present = hashes(account, owner).present();
        var subject = account.id() + "/" + owner.id();
        if (failures.countFailure(PURPOSE, subject, FAILURES_COUNT_FOR) > MOST_FAILURES) {
            return false;
        }
        boolean matches = hasher.matches(text, present);
        if (matches) {
            failures.clear(PURPOSE, subject);
        }
        return matches;
    }

    /**
     * Whether this is the password of a user or root, without counting: who asks limits how often. The same work is done whether or not
     * there is a login profile, so that the time does not tell.
     *
     * @return false if it is not, or the owner has none
     * @throws dev.portcullis.server.error.ApiException {@code Throttling}, if too many wait; {@code EntityTemporarilyUnmodifiable} if the
     *     password is being changed
     */
    public boolean matches(Account account, CredentialOwner owner, String text) {
        return account.loginProfiles().get(owner.id()).isPresent()
                ? hasher.matches(text, hashes(account, owner).present())
                : matchesNobody(text);
    }

    /**
     * Does the work of {@link #matches} for somebody who does not exist.
     *
     * @return false
     */
    public boolean matchesNobody(String text) {
        hasher.hash(text);
        return false;
    }

    /** @throws dev.portcullis.server.error.ApiException if the owner has none */
    static LoginProfile profile(Account account, CredentialOwner owner) {
        return account.loginProfiles()
                .get(owner.id())
                .orElseThrow(() -> NoSuchEntity.loginProfile(owner.userName()).asException());
    }

    /** What is kept of the owner's passwords, which must be those that the profile speaks of: it is read after the profile. */
    private PasswordHashes hashes(Account account, CredentialOwner owner) {
        var profile = profile(account, owner);
        return accounts.secret(account.id(), Kind.LOGIN_PROFILE, owner.id())
                .flatMap(kept -> storedSecrets.open(address(account.id(), owner), kept.toByteArray()))
                .map(PasswordHashes::of)
                .filter(hashes -> hashes.passwordId().equals(profile.passwordId()))
                .orElseThrow(() -> changed(owner, profile));
    }

    private static RuntimeException changed(CredentialOwner owner, LoginProfile profile) {
        return new EntityTemporarilyUnmodifiable("The login profile of the user " + owner.userName() + ", as set on "
                        + profile.changedAt() + ", is being changed; try again.")
                .asException();
    }

    private SealedBytes seal(AccountId account, CredentialOwner owner, PasswordHashes hashes) {
        return SealedBytes.of(storedSecrets.seal(address(account, owner), hashes.secret()));
    }

    private static SecretAddress address(AccountId account, CredentialOwner owner) {
        return new SecretAddress(account.text(), owner.id(), Kind.LOGIN_PROFILE.storedAs(), owner.id());
    }

    private String newId() {
        return HexFormat.of().formatHex(random.bytes(ID_LENGTH));
    }
}
