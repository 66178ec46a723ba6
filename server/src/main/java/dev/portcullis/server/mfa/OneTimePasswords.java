// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.account.MfaDevice.Enabled;
import dev.portcullis.server.error.ApiError.InvalidAuthenticationCode;
import dev.portcullis.server.storage.LockoutCounters;
import dev.portcullis.server.storage.OnceLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Checks one-time passwords. A device may be a step before or behind, 30 seconds or as long as a hardware token has it; a password that was accepted is never accepted again; after
 * five wrong ones a device is refused, right or wrong, until a quarter of an hour has passed since the first of them. Thread-safe.
 */
public final class OneTimePasswords {
    private static final String PURPOSE = "totp";
    private static final int STEPS_OFF = 1;
    /** How far a device that is enabled or synchronised may be off. */
    private static final Duration MOST_DRIFT = Duration.ofMinutes(15);

    private static final int MOST_FAILURES = 5;
    private static final Duration FAILURES_COUNT_FOR = Duration.ofMinutes(15);

    private final Seeds seeds;
    private final OnceLedger used;
    private final LockoutCounters failures;

    public OneTimePasswords(Seeds seeds, OnceLedger used, LockoutCounters failures) {
        this.seeds = seeds;
        this.used = used;
        this.failures = failures;
    }

    /**
     * Whether a password is what an enabled device shows, for the first time. The password is used up by that.
     *
     * @param account whose the device is
     * @throws dev.portcullis.server.storage.StoreException when that could not be written down: the password does not count
     */
    public boolean use(Account account, MfaDevice device, String password, Instant now) {
        int drift = device.enabled().map(Enabled::drift).orElseThrow();
        return counted(account, device, () -> {
                    var step = Totp.find(seeds.open(account, device), password, step(device, now) + drift, STEPS_OFF);
                    return step.isPresent() && claim(account, device, step.getAsLong(), now)
                            ? OptionalInt.of(drift)
                            : NONE;
                })
                .isPresent();
    }

    /**
     * Whether a password is what one of the devices shows that are enabled for a user or root, as {@link #use} tells it. Once it is, what was
     * guessed wrong on that owner's other devices is forgotten.
     *
     * @param ownerId the user's unique id, or the account number for root
     * @return the device; empty if it is none, or has none
     */
    public Optional<MfaDevice> useOne(Account account, String ownerId, String password, Instant now) {
        var devices = account.mfaDevicesOf(ownerId);
        var shows = devices.stream()
                .filter(device -> use(account, device, password, now))
                .findFirst();
        shows.ifPresent(_ -> devices.forEach(device -> failures.clear(PURPOSE, subject(account, device))));
        return shows;
    }

    /**
     * As {@link #synchronise}.
     *
     * @throws dev.portcullis.server.error.ApiException {@code InvalidAuthenticationCode}, if the passwords are not the device's
     */
    int drift(Account account, MfaDevice device, String first, String second, Instant now) {
        return synchronise(account, device, first, second, now)
                .orElseThrow(() ->
                        new InvalidAuthenticationCode("Authentication code for device is not valid.").asException());
    }

    /**
     * How many steps a device is ahead that shows these two passwords one after the other; both are used up.
     *
     * @return empty if they are not the device's
     */
    private OptionalInt synchronise(Account account, MfaDevice device, String first, String second, Instant now) {
        return counted(account, device, () -> {
            var step =
                    Totp.findTwo(seeds.open(account, device), first, second, step(device, now) - 1, mostDrift(device));
            return step.isPresent() && claimBoth(account, device, step, now)
                    ? OptionalInt.of((int) (step.getAsLong() + 1 - step(device, now)))
                    : NONE;
        });
    }

    private static final OptionalInt NONE = OptionalInt.empty();

    /** A check whose outcome is present when it succeeds. */
    @FunctionalInterface
    private interface Check {
        OptionalInt outcome();
    }

    /** The failure is counted before the check, so that many at one time cannot all slip through. */
    private OptionalInt counted(Account account, MfaDevice device, Check check) {
        var subject = subject(account, device);
        if (failures.countFailure(PURPOSE, subject, FAILURES_COUNT_FOR) > MOST_FAILURES) {
            return NONE;
        }
        var outcome = check.outcome();
        if (outcome.isPresent()) {
            failures.clear(PURPOSE, subject);
        }
        return outcome;
    }

    private static String subject(Account account, MfaDevice device) {
        return account.id() + "/" + device.id();
    }

    private static long step(MfaDevice device, Instant now) {
        return Totp.step(now, device.stepSeconds());
    }

    private static int mostDrift(MfaDevice device) {
        return Math.toIntExact(MOST_DRIFT.toSeconds() / device.stepSeconds());
    }

    private boolean claimBoth(Account account, MfaDevice device, OptionalLong first, Instant now) {
        boolean one = claim(account, device, first.getAsLong(), now);
        boolean other = claim(account, device, first.getAsLong() + 1, now);
        return one && other;
    }

    private boolean claim(Account account, MfaDevice device, long step, Instant now) {
        var end = now.plusSeconds((2L * mostDrift(device) + 2) * device.stepSeconds()); // no device could show it later
        return used.claim(PURPOSE, subject(account, device) + "/" + step, end);
    }
}
