// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories for the owner only, and whose existence survives a power loss. */
final class DurableFiles {
    private DurableFiles() {}

    /** Creates the directory and its missing parents, 0700. Existing ones stay as they are. */
    static void createDirectories(Path directory) throws IOException {
        var absolute = directory.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            return;
        }
        var parent = absolute.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        Files.createDirectory(
                absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (parent != null) {
            force(parent);
        }
    }

    /** Creates an empty file, 0600. */
    static void createFile(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        force(file);
        force(parentOf(file));
    }

    /** Makes a file's content, or a directory's entries, durable. */
    static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path parentOf(Path file) throws IOException {
        var parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("Not a file: " + file);
        }
        return parent;
    }

    /**
     * Writes a file's bytes over themselves and forces them. After a failed force the system may take bytes for written
     * that are only in its cache; a process that comes later cannot know, but can have them written once more.
     */
    static void rewriteInPlace(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.allocate(1 << 20);
            long position = 0;
            while (channel.read(buffer, position) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    position += channel.write(buffer, position);
                }
                buffer.clear();
            }
            channel.force(true);
        }
    }
}
