// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.audit.AuditRecord.Decided;
import dev.portcullis.server.audit.AuditRecord.DecidingStatement;
import dev.portcullis.server.ops.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Instant NOW = Instant.parse("2026-05-03T10:00:00Z");

    @TempDir
    Path directory;

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final Metrics metrics = new Metrics();

    private AuditLog start(AuditRetention retention, int room) {
        return AuditLog.start(directory.resolve("audit"), retention, clock::get, metrics, room);
    }

    private static AuditRecord record(String requestId, Decided... decisions) {
        return new AuditRecord(
                NOW,
                requestId,
                Optional.of("123456789012"),
                Optional.of("arn:aws:iam::123456789012:user/alice"),
                Optional.of("AKIAEXAMPLE012345678"),
                "192.0.2.1",
                Optional.empty(),
                "iam",
                "GetUser",
                200,
                AuditRecord.SUCCESS,
                Optional.empty(),
                List.of(decisions));
    }

    private List<Path> files() throws IOException {
        return AuditFiles.in(directory);
    }

    private List<String> lines() throws IOException {
        return AuditFiles.lines(directory);
    }

    private double counted(String outcome) {
        return AuditFiles.counted(metrics, outcome);
    }

    @Test
    void whatWaitsIsWrittenWhenTheLogCloses() throws IOException {
        try (var log = start(AuditRetention.DEFAULT, 100_000)) {
            log.append(record("one"));
            log.append(record("two"));
        }

        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst())
                .isEqualTo("{\"time\":\"2026-05-03T10:00:00Z\",\"requestId\":\"one\",\"account\":\"123456789012\","
                        + "\"caller\":\"arn:aws:iam::123456789012:user/alice\",\"accessKeyId\":\"AKIAEXAMPLE012345678\","
                        + "\"sourceAddress\":\"192.0.2.1\",\"service\":\"iam\",\"operation\":\"GetUser\",\"status\":200,"
                        + "\"code\":\"Success\"}");
        assertThat(counted("written")).isEqualTo(2);
    }

    @Test
    void whatWaitsIsWrittenSoonWhileTheLogIsOpen() throws Exception {
        Files.createDirectory(directory.resolve("audit"));
        try (var watcher = directory.getFileSystem().newWatchService();
                var log = start(AuditRetention.DEFAULT, 100_000)) {
            directory.resolve("audit").register(watcher, StandardWatchEventKinds.ENTRY_MODIFY);
            log.append(record("one"));

            assertThat(watcher.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(lines()).hasSize(1);
        }
    }

    @Test
    void aDecisionIsToldWithTheStatement() throws IOException {
        var denied = new Decided(
                "arn:aws:iam::123456789012:user/bob",
                "s3:GetObject",
                "arn:aws:s3:::b/\"quoted\"\n",
                "explicitDeny",
                "identity",
                Optional.of(
                        new DecidingStatement("p", 2, Optional.of("No"), Optional.of(new AuditRecord.Way("r", "g")))));
        try (var log = start(AuditRetention.DEFAULT, 100_000)) {
            log.append(record("one", denied));
        }

        assertThat(lines().getFirst())
                .endsWith(
                        "\"decisions\":[{\"caller\":\"arn:aws:iam::123456789012:user/bob\",\"action\":\"s3:GetObject\","
                                + "\"resource\":\"arn:aws:s3:::b/\\\"quoted\\\"\\n\",\"result\":\"explicitDeny\","
                                + "\"layer\":\"identity\",\"policy\":\"p\",\"statement\":2,\"sid\":\"No\",\"role\":\"r\",\"attachedTo\":\"g\"}]}");
    }

    @Test
    void whatFindsNoRoomIsCountedAndMissedInTheLog() throws IOException {
        try (var log = start(AuditRetention.DEFAULT, 3 * record("r0").weight())) {
            for (int i = 0; i < 5; i++) {
                log.append(record("r" + i));
            }
        }

        assertThat(counted("written")).isEqualTo(3);
        assertThat(counted("dropped")).isEqualTo(2);
        assertThat(lines()).first().isEqualTo("{\"time\":\"2026-05-03T10:00:00Z\",\"recordsLost\":2}");
        assertThat(lines()).hasSize(4);
    }

    @Test
    void aClosedLogTakesNothing() throws IOException {
        var log = start(AuditRetention.DEFAULT, 3 * record("r0").weight());
        log.close();
        log.append(record("late"));

        assertThat(files()).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsCountedAndMissedInTheLogLater() throws Exception {
        var inTheWay = Files.createFile(directory.resolve("audit"));
        try (var log = start(AuditRetention.DEFAULT, 100_000)) {
            log.append(record("lost"));
            AuditFiles.await(() -> counted("failed") == 1);
            Files.delete(inTheWay);
            log.append(record("kept"));
        }

        assertThat(lines()).hasSize(2).first().isEqualTo("{\"time\":\"2026-05-03T10:00:00Z\",\"recordsLost\":1}");
    }

    @Test
    void onlyTheOwnerReadsTheFiles() throws IOException {
        try (var log = start(AuditRetention.DEFAULT, 100_000)) {
            log.append(record("one"));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("audit"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
    }

    @Test
    void eachStartAndEachDayHasAFileOfItsOwn() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (var segments = new Segments(directory, "audit", AuditRetention.DEFAULT, clock::get)) {
                segments.append("{}\n".getBytes(StandardCharsets.UTF_8));
                segments.append("{}\n".getBytes(StandardCharsets.UTF_8));
                clock.set(clock.get().plus(Duration.ofDays(1)));
                segments.append("{}\n".getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(AuditFiles.namesIn(directory))
                .containsExactly(
                        "audit-20260503T100000000Z.jsonl",
                        "audit-20260504T100000000Z.jsonl",
                        "audit-20260504T100000001Z.jsonl",
                        "audit-20260505T100000000Z.jsonl");
    }

    @Test
    void theOldestFilesGoWhenThereAreTooManyBytes() throws IOException {
        byte[] lines = "x".repeat(99).concat("\n").getBytes(StandardCharsets.UTF_8);
        try (var segments =
                new Segments(directory, "audit", new AuditRetention(1_000, Duration.ofDays(90)), clock::get)) {
            for (int i = 0; i < 50; i++) {
                clock.set(clock.get().plusMillis(1));
                if (segments.append(lines)) {
                    segments.prune();
                }
            }
        }

        long total = 0;
        for (var file : AuditFiles.filesIn(directory)) {
            total += Files.size(file);
        }
        assertThat(total).isBetween(900L, 1_100L);
        assertThat(AuditFiles.namesIn(directory).getLast()).isEqualTo("audit-20260503T100000050Z.jsonl");
    }

    @Test
    void aFloodOfStrangersDrivesNobodyElseOut() throws IOException {
        var stranger = new AuditRecord(
                NOW,
                "flood",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "192.0.2.66",
                Optional.of("x".repeat(200)),
                "none",
                "unknown",
                403,
                "MissingAuthenticationToken",
                Optional.empty(),
                List.of());
        var retention = new AuditRetention(8_000, Duration.ofDays(90));
        try (var log = start(retention, 100_000)) {
            log.append(record("kept"));
        }
        for (int i = 0; i < 20; i++) {
            clock.set(clock.get().plusSeconds(1));
            try (var log = start(retention, 100_000)) {
                log.append(stranger);
            }
        }

        assertThat(lines()).filteredOn(line -> line.contains("kept")).hasSize(1);
        assertThat(lines()).filteredOn(line -> line.contains("flood")).hasSizeBetween(1, 4);
    }

    @Test
    void filesThatAreTooOldGoAndOtherFilesStay() throws IOException {
        var foreign = Files.createFile(directory.resolve("notes.txt"));
        try (var segments =
                new Segments(directory, "audit", new AuditRetention(1L << 30, Duration.ofDays(2)), clock::get)) {
            for (int i = 0; i < 5; i++) {
                segments.append("{}\n".getBytes(StandardCharsets.UTF_8));
                clock.set(clock.get().plus(Duration.ofDays(1)));
            }
            segments.prune();
        }

        assertThat(AuditFiles.namesIn(directory))
                .containsExactly(
                        "audit-20260505T100000000Z.jsonl",
                        "audit-20260506T100000000Z.jsonl",
                        "audit-20260507T100000000Z.jsonl");
        assertThat(foreign).exists();
    }
}
