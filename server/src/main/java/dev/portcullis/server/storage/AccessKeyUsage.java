// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gathers uses of access keys in memory and writes them together every 30 seconds, so that a request never waits for
 * it. What was noted reads back at once; a crash may lose the last half minute. Thread-safe.
 */
public final class AccessKeyUsage implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AccessKeyUsage.class.getName());
    private static final int MOST_GATHERED = 100_000;
    private static final long FLUSH_SECONDS = 30;

    private final UsageStore store;
    private final ConcurrentHashMap<String, AccessKeyUse> gathered = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread flusher;

    public AccessKeyUsage(UsageStore store) {
        this.store = store;
        this.flusher = Thread.ofPlatform().daemon().name("portcullis-usage").start(this::flushFromTimeToTime);
    }

    /** Notes one use. While the store fails, keys beyond the first 100,000 are passed over. */
    public void note(AccessKeyUse use) {
        if (gathered.size() < MOST_GATHERED || gathered.containsKey(use.accessKeyId())) {
            gathered.merge(use.accessKeyId(), use, AccessKeyUsage::later);
        }
    }

    private static AccessKeyUse later(AccessKeyUse one, AccessKeyUse other) {
        return other.time().isBefore(one.time()) ? one : other;
    }

    /** The last use that is known, written or not. */
    public Optional<AccessKeyUse> lastUse(String accessKeyId) {
        var noted = Optional.ofNullable(gathered.get(accessKeyId));
        var written = store.lastUseOfAccessKey(accessKeyId);
        return noted.isPresent() && written.isPresent()
                ? Optional.of(later(written.get(), noted.get()))
                : noted.or(() -> written);
    }

    /** Writes what was gathered; what cannot be written stays for the next time. */
    public void flush() {
        var uses = new ArrayList<>(gathered.values());
        try {
            store.noteAccessKeyUses(uses);
            uses.forEach(use -> gathered.remove(use.accessKeyId(), use));
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "The last uses of %d access keys were not written yet".formatted(uses.size()), e);
        }
    }

    private void flushFromTimeToTime() {
        try {
            while (!closing.await(FLUSH_SECONDS, TimeUnit.SECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "Interrupted; uses of access keys are written at the end only", e);
        }
    }

    /** Writes what was gathered and ends; close it before the store. */
    @Override
    public void close() {
        closing.countDown();
        try {
            flusher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
