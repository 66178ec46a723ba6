// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/** Copies of the whole store in one file, and the way back. */
final class Backup {
    private Backup() {}

    static void write(SqliteFile source, Path target) {
        try {
            if (Files.exists(target)) {
                throw new StoreUnavailable("%s exists already".formatted(target));
            }
            var partial = partialOf(target);
            Files.deleteIfExists(partial);
            DurableFiles.createFile(partial);
            try {
                try (var sql = source.connect()) {
                    sql.run("VACUUM INTO ?", partial.toString());
                }
                publish(partial, target);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException | SQLException e) {
            throw new StoreUnavailable("The backup %s was not written".formatted(target), e);
        }
    }

    static void restore(Path backup, Path directory) {
        try {
            DurableFiles.createDirectories(directory);
            try (var _ = DirectoryLock.take(directory)) {
                restoreLocked(backup, directory);
            }
        } catch (IOException | SQLException e) {
            throw new StoreNotOpened("The backup %s was not restored: %s".formatted(backup, e.getMessage()), e);
        }
    }

    private static void restoreLocked(Path backup, Path directory) throws IOException, SQLException {
        var target = directory.resolve(SqliteFile.NAME).toAbsolutePath();
        if (Files.exists(target)) {
            throw new StoreNotOpened("%s has a store already".formatted(directory));
        }
        var partial = partialOf(target);
        Files.deleteIfExists(partial);
        DurableFiles.createFile(partial);
        try {
            try (var from = Files.newInputStream(backup);
                    var to = Files.newOutputStream(partial, StandardOpenOption.WRITE)) {
                from.transferTo(to);
            }
            new SqliteFile(partial, "FULL").verify();
            publish(partial, target);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static Path partialOf(Path target) throws IOException {
        return DurableFiles.parentOf(target).resolve(target.getFileName() + ".partial");
    }

    private static void publish(Path partial, Path target) throws IOException {
        DurableFiles.force(partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.force(DurableFiles.parentOf(target));
    }
}
