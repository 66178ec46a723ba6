// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers claims and failures as long as it lives, whatever the time. */
public final class MemoryLedgers implements OnceLedger, LockoutCounters {
    private final Set<String> claims = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    @Override
    public boolean claim(String purpose, String key, Instant expiresAt) {
        return claims.add(purpose + "/" + key);
    }

    @Override
    public int countFailure(String purpose, String subject, Duration window) {
        return failures.merge(purpose + "/" + subject, 1, Integer::sum);
    }

    @Override
    public int failures(String purpose, String subject) {
        return failures.getOrDefault(purpose + "/" + subject, 0);
    }

    @Override
    public void clear(String purpose, String subject) {
        failures.remove(purpose + "/" + subject);
    }
}
