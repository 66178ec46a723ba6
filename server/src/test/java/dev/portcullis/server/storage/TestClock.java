// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that only moves when a test moves it. */
final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void set(Instant time) {
        now = time;
    }

    void advance(Duration step) {
        now = now.plus(step);
    }
}
