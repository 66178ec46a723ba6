// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Limits how many calls that prove nothing are looked at, from one network: an IPv4 address, or the first 64 bits of an IPv6 one. A call counts
 * when it comes, and is taken back when its proof was good; so a fleet that starts behind one address is not held up. Bounded and thread-safe.
 */
final class UnsignedLimit {
    private static final int MOST_NETWORKS = 50_000;
    private static final int BYTES_OF_A_NETWORK = 8; // bytes of an IPv6 address that one customer has

    /** How many come at once before anything is refused, and how many more each second. */
    static final int AT_ONCE = 100;

    static final int A_SECOND = 10;

    private static final Duration FULL_AGAIN = Duration.ofSeconds(2 * AT_ONCE / A_SECOND);

    private final Cache<String, Allowance> networks = Caffeine.newBuilder()
            .maximumSize(MOST_NETWORKS)
            .expireAfterAccess(FULL_AGAIN)
            .build();

    /** What is left to one network, and since when. */
    private record Allowance(double left, Instant at) {
        static Allowance full(Instant now) {
            return new Allowance(AT_ONCE, now);
        }

        Allowance by(Instant now) {
            var passed = Duration.between(at, now);
            return passed.isPositive()
                    ? new Allowance(Math.min(AT_ONCE, left + A_SECOND * passed.toMillis() / 1_000.0), now)
                    : this;
        }

        Allowance plus(double calls) {
            return new Allowance(Math.min(AT_ONCE, left + calls), at);
        }
    }

    /** Counts a call; false if it must not be looked at. */
    boolean admits(InetAddress from, Instant now) {
        var admitted = new boolean[1];
        networks.asMap().compute(network(from), (network, before) -> {
            var present = before == null ? Allowance.full(now) : before.by(now);
            admitted[0] = present.left() >= 1;
            return admitted[0] ? present.plus(-1) : present;
        });
        return admitted[0];
    }

    /** Takes a call back whose proof was good. */
    void proven(InetAddress from) {
        networks.asMap().computeIfPresent(network(from), (network, present) -> present.plus(1));
    }

    private static String network(InetAddress address) {
        var bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes.length <= 4 ? bytes : Arrays.copyOf(bytes, BYTES_OF_A_NETWORK));
    }
}
