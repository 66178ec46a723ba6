// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store on a file system of its own, a few megabytes in memory, that fills up and turns read-only. */
@Timeout(120)
class SmallDiskTest {
    @TempDir
    private Path parent;

    /** A console whose data directory is on a new file system, which nobody else sees and which ends with it. */
    private ChildJvm console() throws IOException, InterruptedException {
        var mountPoint = Files.createDirectory(parent.resolve("disk"));
        var command = new ArrayList<>(ownMounts());
        command.addAll(List.of("sh", "-c", "mount -t tmpfs -o size=4m tmpfs \"$0\" && exec \"$@\"", "" + mountPoint));
        var child = ChildJvm.startUnder(command, StoreConsole.class, "" + mountPoint);
        assertThat(child.line()).isEqualTo("ready");
        return child;
    }

    private static List<String> ownMounts() throws IOException, InterruptedException {
        var unshare = ChildJvm.require("unshare", "util-linux");
        for (var how : List.of("-m", "-rm")) { // as root, or as root of a user namespace
            var trial = new ProcessBuilder(unshare, how, "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (trial.waitFor() == 0) {
                return List.of(unshare, how);
            }
        }
        return fail("This test must mount a tmpfs: run it as root, or where user namespaces are allowed (unshare -rm)");
    }

    @Test
    void aFullDiskRefusesWritesAndGoesOnReadingUntilThereIsSpace() throws Exception {
        try (var child = console()) {
            assertThat(child.ask("put 1")).isEqualTo("committed");
            assertThat(child.ask("fill")).isEqualTo("full");
            for (int i = 2; i < 12; i++) {
                assertThat(child.ask("put " + i)).isEqualTo("refused");
                assertThat(child.ask("settled " + i)).isEqualTo("not committed");
                assertThat(child.ask("at")).isEqualTo("r1, 1 objects, 1 commits");
            }
            assertThat(child.ask("free")).isEqualTo("free");
            assertThat(child.ask("put 12")).isEqualTo("committed");
            assertThat(child.ask("close")).isEqualTo("closed");
            assertThat(child.ask("open")).isEqualTo("opened");
            assertThat(child.ask("at")).isEqualTo("r2, 2 objects, 2 commits");
            assertThat(child.ask("check")).isEqualTo("ok");
        }
    }

    @Test
    void aDiskFilledByTheStoreItselfRefusesTooAndKeepsAllThatWasAcknowledged() throws Exception {
        try (var child = console()) {
            int committed = 0;
            while (child.ask("put " + committed).equals("committed")) {
                committed++;
            }
            assertThat(committed).isGreaterThan(20);
            assertThat(child.ask("put again")).isEqualTo("refused");
            assertThat(child.ask("at")).isEqualTo("r%1$d, %1$d objects, %1$d commits".formatted(committed));
            assertThat(child.ask("check")).isEqualTo("ok");
        }
    }

    @Test
    void aReadOnlyDiskStopsTheStartAndHarmsNothing() throws Exception {
        try (var child = console()) {
            assertThat(child.ask("put 1")).isEqualTo("committed");
            assertThat(child.ask("close")).isEqualTo("closed");
            assertThat(child.ask("remount ro")).isEqualTo("0");
            assertThat(child.ask("open")).startsWith("not opened: ").contains("Read-only file system");
            assertThat(child.ask("remount rw")).isEqualTo("0");
            assertThat(child.ask("open")).isEqualTo("opened");
            assertThat(child.ask("put 2")).isEqualTo("committed");
            assertThat(child.ask("at")).isEqualTo("r2, 2 objects, 2 commits");
        }
    }
}
