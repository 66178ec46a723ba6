// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.backup;

import static dev.portcullis.server.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.storage.SqliteObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
    @TempDir
    private Path directory;

    private SqliteObjectStore store;
    private Backups backups;

    @BeforeEach
    void open() {
        store = SqliteObjectStore.open(directory, Accounts.objectKinds(), InstantSource.system());
        backups = new Backups(store, directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aBackupIsItsOwnersOnlyAndToldByItsDigest() throws Exception {
        var written = backups.write("first");

        assertThat(written.path()).isEqualTo(directory.toAbsolutePath().resolve("backups/first"));
        assertThat(written.size()).isEqualTo(Files.size(written.path()));
        assertThat(written.sha256()).isEqualTo(Digests.sha256(written.path())).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written.path())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(written.path().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void nothingIsReplaced() {
        backups.write("once");

        assertThat(refusal(() -> backups.write("once"))).isInstanceOf(EntityAlreadyExists.class);
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() {
        for (var name : new String[] {"../outside", "inner/file", "..", ".", "/tmp/absolute"}) {
            assertThat(refusal(() -> backups.write(name))).as(name).isInstanceOf(InvalidInput.class);
        }
    }
}
