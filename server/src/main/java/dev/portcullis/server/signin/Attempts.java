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
import java.util.concurrent.locks.ReentrantLock;

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
    private final ReentrantLock lock = new ReentrantLock();
    // under the lock
    private Instant minute;
    private int inMinute;

    /** @param start of the server: waits of before are not known, and begin then */
    Attempts(LockoutCounters counters, Instant start) {
        this.counters = counters;
        this.start = start;
        this.minute = start;
    }

    /** Counts an attempt, and tells whether it may be looked at. */
    Admission begin(Claimed claimed, InetAddress from, Instant now) {
        lock.lock();
        try {
            return admit(claimed, network(from), now);
        } finally {
            lock.unlock();
        }
    }

    private Admission admit(Claimed claimed, String address, Instant now) {
        var ofAddress = new Key(Limit.ADDRESS, address);
        var crowded = left(ofAddress, now);
        if (crowded.isPositive() || isCrowdedBy(ofAddress, now)) {
            return new Admission.Crowded(crowded.isPositive() ? crowded : Duration.ofMinutes(1));
        }
        count(ofAddress, now);
        var pair = new Key(Limit.PRINCIPAL_FROM_ADDRESS, claimed.subject() + "/" + address);
        var principal = new Key(Limit.PRINCIPAL, claimed.subject());
        var early = longer(left(pair, now), claimed.isRoot() ? Duration.ZERO : left(principal, now));
        if (early.isPositive()) {
            return new Admission.TooEarly(early);
        }
        var wait = count(pair, now);
        var waitOfAll = count(principal, now);
        return new Admission.Admitted(claimed.isRoot() ? wait : longer(wait, waitOfAll));
    }

    /** Whether so many try that only those are heard who have not failed lately. */
    private boolean isCrowdedBy(Key address, Instant now) {
        if (!now.isBefore(minute.plus(Duration.ofMinutes(1)))) {
            minute = now;
            inMinute = 0;
        }
        inMinute++;
        return inMinute > MOST_A_MINUTE && counters.failures(address.limit().purpose, address.subject()) > 0;
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
        lock.lock();
        try {
            forget(new Key(Limit.PRINCIPAL_FROM_ADDRESS, subject + "/" + network(from)));
            forget(new Key(Limit.PRINCIPAL, subject));
        } finally {
            lock.unlock();
        }
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
