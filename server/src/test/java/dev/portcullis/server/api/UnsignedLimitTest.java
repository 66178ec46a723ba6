// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnsignedLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final UnsignedLimit limit = new UnsignedLimit();

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private long admitted(String from, Instant now) {
        return IntStream.range(0, 500)
                .filter(i -> limit.admits(address(from), now))
                .count();
    }

    @Test
    void soManyAreAdmittedAtOnceAndThenSoManyASecond() {
        assertThat(admitted("192.0.2.1", NOW)).isEqualTo(UnsignedLimit.AT_ONCE);
        assertThat(admitted("192.0.2.1", NOW.minusSeconds(60))).isZero();
        assertThat(admitted("192.0.2.1", NOW.plusSeconds(3))).isEqualTo(3L * UnsignedLimit.A_SECOND);
        assertThat(admitted("192.0.2.1", NOW.plusSeconds(3_600))).isEqualTo(UnsignedLimit.AT_ONCE);
    }

    @Test
    void oneNetworkDoesNotCountForAnother() {
        admitted("192.0.2.1", NOW);
        assertThat(admitted("192.0.2.2", NOW)).isEqualTo(UnsignedLimit.AT_ONCE);
        admitted("2001:db8::1", NOW);
        assertThat(admitted("2001:db8::2", NOW)).isZero();
        assertThat(admitted("2001:db8:0:1::1", NOW)).isEqualTo(UnsignedLimit.AT_ONCE);
    }

    @Test
    void aGoodProofCountsForNothing() {
        var fleet = address("192.0.2.1");
        assertThat(IntStream.range(0, 5_000).allMatch(i -> {
                    boolean isAdmitted = limit.admits(fleet, NOW);
                    limit.proven(fleet);
                    return isAdmitted;
                }))
                .isTrue();
        assertThat(admitted("192.0.2.1", NOW)).isEqualTo(UnsignedLimit.AT_ONCE);
    }
}
