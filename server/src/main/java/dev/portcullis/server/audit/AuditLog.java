// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import dev.portcullis.server.ops.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The audit log of what changed nothing: lines of JSON in files of a directory. Records gather in memory, and one thread writes them
 * together once a second, or earlier when there are many. {@link #append} never waits for the disk: when more records wait than there is
 * room for, or the files cannot be written, records are lost, counted in the metrics, and missed in the log itself ({@code recordsLost}).
 * Requests of nobody known are kept in files of their own, with an eighth of the room, so that a flood of them drives nothing else out. A
 * crash of the process loses what waits, of the last second at most; a crash of the machine what was written in the second before as
 * well. Thread-safe.
 */
public final class AuditLog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());
    private static final int MOST_WAITING = 16 << 20;
    private static final int MANY = 1 << 20;
    private static final Duration BATCH = Duration.ofSeconds(1);
    private static final Duration PRUNING = Duration.ofHours(1);

    private final Segments known;
    private final Segments unauthenticated;
    private final Metrics metrics;
    private final InstantSource clock;
    private final int room;
    private final Thread writer;

    // of the writer's thread alone
    private long missing; // lost, and not yet told in the log
    private long forcedAt = System.nanoTime() - BATCH.toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition first = lock.newCondition();
    private final Condition many = lock.newCondition();
    // the rest under the lock
    private List<AuditRecord> waiting = new ArrayList<>();
    private int weight;
    private long dropped;
    private boolean isClosing;

    private AuditLog(Path directory, AuditRetention retention, InstantSource clock, Metrics metrics, int room) {
        long share = Math.max(1, retention.maxBytes() / 8);
        this.known = new Segments(directory, "audit", retention.ofBytes(retention.maxBytes() - share), clock);
        this.unauthenticated = new Segments(directory, "unauthenticated", retention.ofBytes(share), clock);
        this.metrics = metrics;
        this.clock = clock;
        this.room = room;
        this.writer = Thread.ofPlatform().daemon().name("audit").unstarted(this::work);
    }

    /** Starts a log in that directory, which is made when there is something to write. */
    public static AuditLog start(Path directory, AuditRetention retention, InstantSource clock, Metrics metrics) {
        return start(directory, retention, clock, metrics, MOST_WAITING);
    }

    /** @param room how much may wait, in characters as {@link AuditRecord#weight} counts them */
    static AuditLog start(Path directory, AuditRetention retention, InstantSource clock, Metrics metrics, int room) {
        var log = new AuditLog(directory, retention, clock, metrics, room);
        log.writer.start();
        return log;
    }

    /** Takes a record. Returns at once; after {@link #close} the record is lost. */
    public void append(AuditRecord record) {
        int more = record.weight();
        lock.lock();
        try {
            if (isClosing || weight + more > room) {
                dropped++;
                return;
            }
            waiting.add(record);
            weight += more;
            if (waiting.size() == 1) {
                first.signal();
            }
            if (weight >= MANY) {
                many.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, and stops. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosing = true;
            first.signal();
            many.signal();
        } finally {
            lock.unlock();
        }
        boolean isInterrupted = Thread.interrupted();
        try {
            writer.join();
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be written next. */
    private record Batch(List<AuditRecord> records, long dropped, boolean isLast) {}

    private void work() {
        try (known;
                unauthenticated) {
            Batch batch;
            do {
                batch = take();
                write(batch);
            } while (!batch.isLast());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The audit log did not close", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts the audit log", e);
        }
    }

    private Batch take() throws InterruptedException {
        lock.lock();
        try {
            awaitFirst();
            if (!waiting.isEmpty()) {
                awaitMany();
            }
            var batch = new Batch(waiting, dropped, isClosing);
            waiting = new ArrayList<>();
            weight = 0;
            dropped = 0;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitFirst() throws InterruptedException {
        long left = (known.isForced() && unauthenticated.isForced() ? PRUNING : BATCH).toNanos();
        while (waiting.isEmpty() && !isClosing && left > 0) {
            left = first.awaitNanos(left);
        }
    }

    private void awaitMany() throws InterruptedException {
        long left = BATCH.toNanos();
        while (weight < MANY && !isClosing && left > 0) {
            left = many.awaitNanos(left);
        }
    }

    private void write(Batch batch) {
        if (batch.dropped() > 0) {
            lost("dropped", batch.dropped(), "too many waited");
        }
        write(known, batch, AuditRecord::isAuthenticated);
        write(unauthenticated, batch, record -> !record.isAuthenticated());
        forceWhenDue(batch);
    }

    private void write(Segments to, Batch batch, Predicate<AuditRecord> which) {
        try {
            boolean isNewFile =
                    append(to, batch.records().stream().filter(which).toList());
            if (isNewFile || batch.records().isEmpty()) {
                to.prune();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The audit log cannot be kept", e);
        }
    }

    /** True if a file was begun. What was lost is told among the records of the known. */
    private boolean append(Segments to, List<AuditRecord> records) throws IOException {
        long told = to.equals(known) ? missing : 0;
        if (records.isEmpty() && told == 0) {
            return false;
        }
        boolean isWritten = false;
        try {
            boolean isNewFile = to.append(text(told, records).getBytes(StandardCharsets.UTF_8));
            isWritten = true;
            return isNewFile;
        } finally {
            if (isWritten) {
                missing -= told;
                metrics.auditRecords("written", records.size());
            } else {
                lost("failed", records.size(), "they could not be written");
            }
        }
    }

    private String text(long lost, List<AuditRecord> records) {
        var text = new StringBuilder();
        if (lost > 0) {
            text.append(RecordLines.ofLost(clock.instant(), lost));
        }
        records.forEach(record -> text.append(RecordLines.of(record)));
        return text.toString();
    }

    private void lost(String outcome, long count, String why) {
        missing += count;
        metrics.auditRecords(outcome, count);
        LOG.log(System.Logger.Level.WARNING, () -> count + " audit records were lost: " + why);
    }

    private void forceWhenDue(Batch batch) {
        long now = System.nanoTime();
        if (!batch.records().isEmpty() && now - forcedAt < BATCH.toNanos()) {
            return;
        }
        forcedAt = now;
        try {
            known.force();
            unauthenticated.force();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "The audit log cannot be forced to the disk", e);
        }
    }
}
