// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.server.storage.SeenSubject;
import dev.portcullis.server.storage.StoreException;
import dev.portcullis.server.storage.SubjectStore;
import dev.portcullis.server.storage.SubjectUse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Remembers who has come with which certificate. Uses gather in memory, bounded, and are written together every half minute, when somebody asks
 * and when the server stops; a crash loses those that wait, and no decision reads any of them. Thread-safe.
 */
public final class Subjects implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Subjects.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int MOST_WAITING = 10_000;

    private final SubjectStore store;
    private final Map<Key, SubjectUse> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("subjects").factory());

    private record Key(String account, String region, String subjectId, String issuer, String serialNumber) {}

    private Subjects(SubjectStore store) {
        this.store = store;
    }

    /** Starts to remember in that store, which has to stay open until this is closed. */
    public static Subjects start(SubjectStore store) {
        var subjects = new Subjects(store);
        var _ = subjects.timer.scheduleWithFixedDelay(
                subjects::flushOrTryAgain, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return subjects;
    }

    /** The id of a subject: the same for the same name in the same account and region, whoever certified it. */
    static String idOf(String account, String region, String x509Subject) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((account + "\n" + region + "\n").getBytes(StandardCharsets.UTF_8));
            var bytes = ByteBuffer.wrap(digest.digest(x509Subject.getBytes(StandardCharsets.UTF_8)));
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void seen(SubjectUse use) {
        var key = new Key(use.account(), use.region(), use.subjectId(), use.issuer(), use.serialNumber());
        if (waiting.size() < MOST_WAITING || waiting.containsKey(key)) {
            waiting.put(key, use);
        }
    }

    List<SeenSubject> in(String account, String region) {
        flush();
        return store.subjects(account, region);
    }

    Optional<SeenSubject> get(String account, String region, String subjectId) {
        flush();
        return store.subject(account, region, subjectId);
    }

    List<SubjectUse> certificates(String account, String region, String subjectId) {
        return store.certificates(account, region, subjectId);
    }

    /** Writes what waits. What cannot be written keeps waiting. */
    private void flush() {
        var uses = Map.copyOf(waiting);
        store.noteSubjects(uses.values());
        uses.forEach(waiting::remove);
    }

    private void flushOrTryAgain() {
        try {
            flush();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Who came to Roles Anywhere was not written; it waits", e);
        }
    }

    /** Writes what waits, and stops. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            flush();
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "Who came to Roles Anywhere last was not written", e);
        }
    }
}
