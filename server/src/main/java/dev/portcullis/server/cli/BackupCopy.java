// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.cli;

import dev.portcullis.server.backup.Digests;
import dev.portcullis.server.storage.SqliteObjectStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** A backup on its way to the file that the operator named. Nobody but the owner can read it at any moment. */
final class BackupCopy {
    private final Path dataDir;
    private final Path file;

    BackupCopy(Path dataDir, Path file) {
        this.dataDir = dataDir;
        this.file = file;
    }

    /** Has the server write a backup, and moves it. Answers its SHA-256. */
    String fromServer(RunningServer server) throws IOException, InterruptedException {
        var name = "command-" + UUID.randomUUID();
        var answer = server.call("Backup", Map.of("FileName", name));
        var written = dataDir.resolve("backups").resolve(name);
        try {
            copy(written);
        } finally {
            Files.deleteIfExists(written);
        }
        var sha256 = answer.text("Sha256");
        if (!Digests.sha256(file).equals(sha256)) {
            Files.delete(file);
            throw new CommandFailed("The backup was changed while it was copied, and was deleted.");
        }
        return sha256;
    }

    /** Writes a backup of a store that no server has open. */
    String fromStore(Supplier<SqliteObjectStore> opening) throws IOException {
        try (var store = opening.get()) {
            store.backupTo(file);
        }
        return Digests.sha256(file);
    }

    private void copy(Path written) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var from = FileChannel.open(written, StandardOpenOption.READ);
                var to = FileChannel.open(file, options, ownerOnly)) {
            long position = 0;
            while (position < from.size()) {
                position += from.transferTo(position, from.size() - position, to);
            }
            to.force(true);
        }
    }
}
