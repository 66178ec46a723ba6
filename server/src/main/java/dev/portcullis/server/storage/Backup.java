// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

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

    static void restore(Path backup, Path directory, Consumer<Function<SecretKey, Optional<SealedBytes>>> inspection) {
        try {
            DurableFiles.createDirectories(directory);
            try (var _ = DirectoryLock.take(directory)) {
                restoreLocked(backup, directory, inspection);
            }
        } catch (IOException | SQLException e) {
            throw new StoreNotOpened("The backup %s was not restored: %s".formatted(backup, e.getMessage()), e);
        }
    }

    private static void restoreLocked(
            Path backup, Path directory, Consumer<Function<SecretKey, Optional<SealedBytes>>> inspection)
            throws IOException, SQLException {
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
            var file = new SqliteFile(partial, "FULL");
            file.verify();
            try (var readers = new Readers(file)) {
                inspection.accept(key -> readers.read(sql -> StoredState.secret(sql, key)));
            }
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
