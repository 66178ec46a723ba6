// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.server.storage.LockoutCounters;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Limits how often somebody may try to sign in: for one principal from one address, for one principal from all addresses (but root, whom
 * nobody may lock out from elsewhere), for one address, and for everybody. After a few attempts each next one has to wait, twice as long
 * every time up to a quarter of an hour; an attempt before its time does not prolong the wait. Every attempt counts as a failure before it
 * is looked at, so that many at one time cannot all slip through, and a success takes that back. The counts are durable, the waits begin
 * anew with the server. Thread-safe.
 */
final class Attempts {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int MOST_REMEMBERED = 200_000;
    private static final int MOST_A_MINUTE = 300;
    private static final int LOCKS = 64;
    private static final int BYTES_OF_A_NETWORK = 8; // bytes of an IPv6 address that one customer has

    /** One of the limits: so many attempts are free, as long as they are remembered. */
    private enum Limit {
        PRINCIPAL_FROM_ADDRESS("signin-pair", 3, Duration.ofDays(1)),
        PRINCIPAL("signin-principal", 10, Duration.ofDays(1)),
        ADDRESS("signin-address", 30, Duration.ofMinutes(15));

        private final String purpose;
        private final int free;
        private final Duration remembered;

        Limit(String purpose, int free, Duration remembered) {
            this.purpose = purpose;
            this.free = free;
            this.remembered = remembered;
        }

        /** How long to wait after that many attempts. */
        Duration wait(int attempts) {
            int over = attempts - free;
            if (over < 0) {
                return Duration.ZERO;
            }
            var doubled = Duration.ofSeconds(1L << Math.min(over, 20));
            return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        }
    }

    private record Key(Limit limit, String subject) {}

    /** What becomes of an attempt. */
    sealed interface Admission {
        /**
         * It may be looked at.
         *
         * @param pause before the next one, if it fails
         */
        record Admitted(Duration pause) implements Admission {}

        /**
         * It comes too early, and fails whatever is in it.
         *
         * @param pause what is left
         */
        record TooEarly(Duration pause) implements Admission {}

        /**
         * Too much comes from this address, or from everywhere: nothing is looked at.
         *
         * @param pause what is left
         */
        record Crowded(Duration pause) implements Admission {}
    }

    private final LockoutCounters counters;
    private final Instant start;
    private final Cache<Key, Instant> notBefore = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(LONGEST_WAIT)
            .build();
    private final Lock[] ofAddresses = locks();
    private final Lock[] ofPrincipals = locks();
    private final Lock ofMinute = new ReentrantLock();
    // under the lock ofMinute
    private Instant minute;
    private int inMinute;

    /** @param start of the server: waits of before are not known, and begin then */
    Attempts(LockoutCounters counters, Instant start) {
        this.counters = counters;
        this.start = start;
        this.minute = start;
    }

    private static Lock[] locks() {
        return Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);
    }

    /** Does that while nobody else does something for the same subject. */
    private static <T> T alone(Lock[] locks, String subject, Supplier<T> action) {
        return alone(locks[Math.floorMod(subject.hashCode(), LOCKS)], action);
    }

    private static <T> T alone(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #begin(Claimed, InetAddress, Instant)}, of somebody who names nobody and whose proof cannot be guessed. */
    Admission begin(InetAddress from, Instant now) {
        var address = network(from);
        var crowded = alone(ofAddresses, address, () -> crowded(new Key(Limit.ADDRESS, address), now));
        return crowded.isPositive() ? new Admission.Crowded(crowded) : new Admission.Admitted(Duration.ZERO);
    }

    /** Counts an attempt, and tells whether it may be looked at. */
    Admission begin(Claimed claimed, InetAddress from, Instant now) {
        var address = network(from);
        var crowded = alone(ofAddresses, address, () -> crowded(new Key(Limit.ADDRESS, address), now));
        return crowded.isPositive()
                ? new Admission.Crowded(crowded)
                : alone(ofPrincipals, claimed.subject(), () -> admit(claimed, address, now));
    }

    /** How long nothing from an address is looked at; what is, is counted. */
    private Duration crowded(Key address, Instant now) {
        var left = left(address, now);
        if (left.isPositive()) {
            return left;
        }
        if (isMuchInMinute(now) && counters.failures(address.limit().purpose, address.subject()) > 0) {
            return Duration.ofMinutes(1);
        }
        count(address, now);
        return Duration.ZERO;
    }

    private Admission admit(Claimed claimed, String address, Instant now) {
        var pair = new Key(Limit.PRINCIPAL_FROM_ADDRESS, claimed.subject() + "/" + address);
        var principal = new Key(Limit.PRINCIPAL, claimed.subject());
        var early = longer(left(pair, now), claimed.isRoot() ? Duration.ZERO : left(principal, now));
        if (early.isPositive()) {
            return new Admission.TooEarly(early);
        }
        var pause = count(pair, now);
        var pauseOfAll = count(principal, now);
        return new Admission.Admitted(claimed.isRoot() ? pause : longer(pause, pauseOfAll));
    }

    /** Whether so many try that only those are heard who have not failed lately. */
    private boolean isMuchInMinute(Instant now) {
        return alone(ofMinute, () -> {
            if (!now.isBefore(minute.plus(Duration.ofMinutes(1)))) {
                minute = now;
                inMinute = 0;
            }
            inMinute++;
            return inMinute > MOST_A_MINUTE;
        });
    }

    private Duration count(Key key, Instant now) {
        int attempts = counters.countFailure(key.limit().purpose, key.subject(), key.limit().remembered);
        var wait = key.limit().wait(attempts);
        if (wait.isPositive()) {
            notBefore.put(key, now.plus(wait));
        }
        return wait;
    }

    private Duration left(Key key, Instant now) {
        var until = notBefore.getIfPresent(key);
        if (until == null) {
            if (!now.isBefore(start.plus(LONGEST_WAIT))) {
                return Duration.ZERO;
            }
            until = start.plus(key.limit().wait(counters.failures(key.limit().purpose, key.subject())));
        }
        var left = Duration.between(now, until);
        return left.isPositive() ? left : Duration.ZERO;
    }

    /** Takes back what was counted for a principal who is in. */
    void succeeded(String subject, InetAddress from) {
        var _ = alone(ofPrincipals, subject, () -> {
            forget(new Key(Limit.PRINCIPAL_FROM_ADDRESS, subject + "/" + network(from)));
            forget(new Key(Limit.PRINCIPAL, subject));
            return subject;
        });
    }

    private void forget(Key key) {
        notBefore.invalidate(key);
        counters.clear(key.limit().purpose, key.subject());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String network(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length <= 4
                ? HexFormat.of().formatHex(bytes)
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, BYTES_OF_A_NETWORK));
    }
}
