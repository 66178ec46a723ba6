// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.backup;

import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.storage.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.ReentrantLock;

/** Writes backups into the folder {@code backups} of the data directory, and nowhere else. One at a time. Thread-safe. */
final class Backups {
    private static final String FOLDER = "backups";

    private final ObjectStore store;
    private final Path folder;
    private final ReentrantLock turn = new ReentrantLock();

    Backups(ObjectStore store, Path dataDirectory) {
        this.store = store;
        this.folder = dataDirectory.toAbsolutePath().normalize().resolve(FOLDER);
    }

    /** A complete backup. */
    record Written(Path path, long size, String sha256) {}

    /** @throws dev.portcullis.server.error.ApiException if there is a file of that name, or the name would lead elsewhere */
    Written write(String fileName) {
        turn.lock();
        try {
            createFolder();
            var file = folder.resolve(fileName).normalize();
            if (!folder.equals(file.getParent())) {
                throw new InvalidInput("FileName is the name of a file, not " + fileName + ".").asException();
            }
            if (Files.exists(file)) {
                throw new EntityAlreadyExists("There is a backup " + fileName + " already.").asException();
            }
            store.backupTo(file);
            return new Written(file, Files.size(file), Digests.sha256(file));
        } catch (IOException e) {
            throw new UncheckedIOException("The backup " + fileName + " cannot be written", e);
        } finally {
            turn.unlock();
        }
    }

    private void createFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
