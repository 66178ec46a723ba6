// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the audit log. Each is named for the moment its first lines were written, holds lines of one day (UTC) at most, and is
 * only ever appended to by the process that made it; the last line of one may be torn by a crash. For one thread.
 */
final class Segments implements AutoCloseable {
    private static final long MOST_SEGMENT_BYTES = 64L << 20;
    private static final int LEAST_SEGMENTS = 8;
    private static final DateTimeFormatter NAME_TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS");

    private final Path directory;
    private final String series;
    private final Pattern name;
    private final AuditRetention retention;
    private final InstantSource clock;
    private @Nullable FileChannel channel;
    private @Nullable Path current;
    private LocalDate day = LocalDate.EPOCH;
    private long length;
    private boolean isForced = true;

    /** @param series what the names of these files begin with, and no others in the directory */
    Segments(Path directory, String series, AuditRetention retention, InstantSource clock) {
        this.directory = directory;
        this.series = series;
        this.name = Pattern.compile(series + "-(\\d{8}T\\d{9})Z\\.jsonl");
        this.retention = retention;
        this.clock = clock;
    }

    /** Appends whole lines; true if they are the first of a file. After a failure none of them counts, and the next go to another file. */
    boolean append(byte[] lines) throws IOException {
        var open = segmentFor(lines.length);
        boolean isFirst = length == 0;
        try {
            var rest = ByteBuffer.wrap(lines);
            while (rest.hasRemaining()) {
                open.write(rest);
            }
            length += lines.length;
            isForced = false;
            return isFirst;
        } catch (IOException e) {
            giveUp(open);
            throw e;
        }
    }

    /** Whether everything appended is on the disk. */
    boolean isForced() {
        return isForced;
    }

    void force() throws IOException {
        if (channel != null && !isForced) {
            channel.force(false);
        }
        isForced = true;
    }

    /** Deletes the oldest files that the retention does not allow; never the one that is written to. */
    void prune() throws IOException {
        var sizes = new TreeMap<Path, Long>();
        for (var file : files()) {
            sizes.put(file, file.toFile().length());
        }
        long total = sizes.values().stream().mapToLong(Long::longValue).sum();
        var oldest = clock.instant().minus(retention.age());
        for (var file : sizes.entrySet()) {
            boolean isTooOld = end(file.getKey()).isBefore(oldest);
            if (!file.getKey().equals(current) && (isTooOld || total > retention.maxBytes())) {
                total -= file.getValue();
                Files.deleteIfExists(file.getKey());
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            force();
        } finally {
            closeSegment();
        }
    }

    private FileChannel segmentFor(int more) throws IOException {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        long most = Math.min(MOST_SEGMENT_BYTES, Math.max(1, retention.maxBytes() / LEAST_SEGMENTS));
        if (channel != null && today.equals(day) && (length == 0 || length + more <= most)) {
            return channel;
        }
        close();
        var opened = create();
        channel = opened;
        day = today;
        length = 0;
        return opened;
    }

    private FileChannel create() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, attributes("rwx------"));
            forceEntries(directory.toAbsolutePath().getParent());
        }
        for (var time = clock.instant(); ; time = time.plusMillis(1)) {
            var fileName = series + "-" + NAME_TIME.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)) + "Z.jsonl";
            var file = directory.resolve(fileName);
            try {
                var opened = FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes("rw-------"));
                current = file;
                forceEntries(directory);
                return opened;
            } catch (FileAlreadyExistsException e) {
                // made in the same millisecond: the next one is free
            }
        }
    }

    /** A file that is not listed is lost, however much of it is on the disk. */
    private static void forceEntries(@Nullable Path listing) throws IOException {
        if (listing != null) {
            try (var entries = FileChannel.open(listing, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    private static FileAttribute<?> attributes(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Cuts off what a failed write left, as far as that is possible, and starts another file next time. */
    private void giveUp(FileChannel broken) throws IOException {
        try {
            broken.truncate(length);
        } finally {
            closeSegment();
        }
    }

    private void closeSegment() throws IOException {
        var open = channel;
        channel = null;
        current = null;
        isForced = true;
        if (open != null) {
            open.close();
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var all = Files.list(directory)) {
            return all.filter(file -> name.matcher(nameOf(file)).matches()).toList();
        }
    }

    /** The end of the day that a file is of. */
    private Instant end(Path file) {
        var match = name.matcher(nameOf(file));
        if (!match.matches()) {
            throw new IllegalArgumentException("Not a file of the audit log: " + file);
        }
        return LocalDateTime.parse(match.group(1), NAME_TIME)
                .toInstant(ZoneOffset.UTC)
                .plus(Duration.ofDays(1));
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }
}
