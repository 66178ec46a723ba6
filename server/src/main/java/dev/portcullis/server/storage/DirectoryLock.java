// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The right to be the only writer of a data directory: a lock of the operating system, which ends with the process. */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws StoreNotOpened when another process, or this one, holds it
     */
    static DirectoryLock take(Path directory) throws IOException {
        var file = directory.resolve("lock");
        if (!Files.exists(file)) {
            createQuietly(file);
        }
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel).isEmpty()) {
                throw new StoreNotOpened("The data directory %s is in use by %s. Only one process can open it."
                        .formatted(directory, holder(channel)));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
                    0);
            return new DirectoryLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether another process holds the lock. */
    static boolean isHeld(Path directory) throws IOException {
        var file = directory.resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return tryLock(channel).isEmpty();
        }
    }

    private static void createQuietly(Path file) throws IOException {
        try {
            DurableFiles.createFile(file);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            // Another process came first; the lock decides.
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        var pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.isEmpty() ? "another process" : "process " + pid;
    }

    /** Gives the lock up. The file stays. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreUnavailable("The lock of the data directory was not released", e);
        }
    }
}
