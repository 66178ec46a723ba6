// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to be the only writer of a data directory: a lock of the operating system, which ends with the process. Such a
 * lock also ends when the process closes the file anywhere, so within the process a set tells first who holds what.
 */
final class DirectoryLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws StoreNotOpened when another process, or this one, holds it
     */
    static synchronized DirectoryLock take(Path directory) throws IOException {
        var real = directory.toRealPath();
        if (!HELD_HERE.add(real)) {
            throw inUse(directory, "this process");
        }
        try {
            return new DirectoryLock(real, lockedFile(directory));
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(real);
            throw e;
        }
    }

    private static FileChannel lockedFile(Path directory) throws IOException {
        var file = directory.resolve("lock");
        if (!Files.exists(file)) {
            createQuietly(file);
        }
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(directory, holder(channel));
            }
            var pid = Long.toString(ProcessHandle.current().pid());
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StoreNotOpened inUse(Path directory, String holder) {
        return new StoreNotOpened("The data directory %s is in use by %s. Only one process can open it, and once."
                .formatted(directory, holder));
    }

    /** Whether anybody holds the lock. */
    static synchronized boolean isHeld(Path directory) throws IOException {
        var file = directory.resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        if (HELD_HERE.contains(directory.toRealPath())) {
            return true;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        }
    }

    private static void createQuietly(Path file) throws IOException {
        try {
            DurableFiles.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Another process came first; the lock decides.
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
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
