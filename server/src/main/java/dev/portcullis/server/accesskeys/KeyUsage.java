// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accesskeys;

import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.UseLog;
import dev.portcullis.server.storage.AccessKeyUse;
import dev.portcullis.server.storage.UsageStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Remembers when each long-term access key was last used. Uses gather in memory, one for each key, and are written together every half
 * minute and when the server stops; a crash loses those that wait, and no decision reads any of them. Thread-safe.
 */
public final class KeyUsage implements UseLog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeyUsage.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final UsageStore store;
    private final Map<String, AccessKeyUse> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("key-usage").factory());

    private KeyUsage(UsageStore store) {
        this.store = store;
    }

    /** Starts to remember in that store, which has to stay open until this is closed. */
    public static KeyUsage start(UsageStore store) {
        var usage = new KeyUsage(store);
        var _ = usage.timer.scheduleWithFixedDelay(
                usage::flushOrTryAgain, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return usage;
    }

    /** Sessions do not count: they are not the key that they were made with. */
    @Override
    public void used(Caller caller, String service) {
        if (caller.session().isEmpty()) {
            var facts = caller.facts();
            note(new AccessKeyUse(caller.accessKeyId(), facts.arrival(), service, facts.region()));
        }
    }

    void note(AccessKeyUse use) {
        waiting.merge(use.accessKeyId(), use, (old, next) -> next.time().isBefore(old.time()) ? old : next);
    }

    /** The last use of a key, written or waiting to be; empty if it was never used. */
    public Optional<AccessKeyUse> lastUse(String accessKeyId) {
        var fresh = Optional.ofNullable(waiting.get(accessKeyId));
        return fresh.or(() -> store.lastUseOfAccessKey(accessKeyId));
    }

    /** Writes what waits. What cannot be written keeps waiting. */
    void flush() {
        var batch = List.copyOf(waiting.values());
        store.noteAccessKeyUses(batch);
        batch.forEach(use -> waiting.remove(use.accessKeyId(), use));
    }

    private void flushOrTryAgain() {
        try {
            flush();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Uses of access keys were not written; they wait for the next time",
                    e);
        }
    }

    /** Writes what waits, and stops. */
    @Override
    public void close() {
        timer.close();
        flushOrTryAgain();
    }
}
