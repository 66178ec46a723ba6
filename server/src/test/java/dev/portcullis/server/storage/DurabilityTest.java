// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the disk before an answer leaves, and what happens when the disk says no. Watches system calls with strace. */
@Timeout(120)
class DurabilityTest {
    @TempDir
    private Path parent;

    private final String strace = ChildJvm.require("strace", "strace");

    private SystemCalls trace(String synchronous) throws IOException {
        var log = parent.resolve("strace.log");
        var command =
                List.of(strace, "-f", "-y", "-s", "4096", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", "" + log);
        var data = parent.resolve("data");
        try (var child = ChildJvm.startUnder(command, StoreLoad.class, data.toString(), "4", "25", synchronous)) {
            assertThat(child.rest()).hasSize(101).first().isEqualTo("ready");
        }
        return SystemCalls.read(log);
    }

    @Test
    void noAcknowledgementLeavesBeforeItsCommitIsForcedToDisk() throws IOException {
        var calls = trace("FULL");
        assertThat(calls.acknowledgements()).hasSize(100);
        assertThat(calls.acknowledgedTooEarly()).isEmpty();
    }

    @Test
    void theNewDirectoriesAndFilesAreForcedBeforeTheFirstAcknowledgement() throws IOException {
        var calls = trace("FULL");
        int first = calls.acknowledgements().getFirst().began();
        var forced = new ArrayList<String>();
        calls.calls().stream()
                .filter(call -> call.isSync() && call.succeeded() && call.ended() < first)
                .forEach(call -> forced.add(call.file()));
        var data = parent.resolve("data");
        assertThat(forced).contains("" + parent, "" + data, data + "/store.db", data + "/store.db-wal");
        assertThat(forced.lastIndexOf("" + data))
                .as("the directory once more after the log was created in it")
                .isGreaterThan(forced.indexOf(data + "/store.db-wal"));
    }

    @Test
    void theCheckFindsAStoreThatDoesNotForce() throws IOException {
        var calls = trace("OFF");
        assertThat(calls.acknowledgements()).hasSize(100);
        assertThat(calls.acknowledgedTooEarly()).hasSizeGreaterThan(50);
    }

    /** Makes system calls of a running process fail until closed. */
    private final class Injection implements AutoCloseable {
        private final Process process;

        private Injection(ChildJvm child, String... what) throws IOException {
            var command = new ArrayList<>(List.of(strace, "-f", "-p", "" + child.pid(), "-o", "/dev/null"));
            for (var injected : what) {
                command.addAll(List.of("-e", "inject=" + injected));
            }
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            awaitAttached(process.inputReader());
        }

        private static void awaitAttached(BufferedReader messages) throws IOException {
            var line = messages.readLine();
            assertThat(line)
                    .as("strace must be allowed to attach (ptrace)")
                    .isNotNull()
                    .contains("attached");
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    private ChildJvm console() {
        var child = ChildJvm.start(StoreConsole.class, parent.resolve("data").toString());
        assertThat(child.line()).isEqualTo("ready");
        assertThat(child.ask("put 1")).isEqualTo("committed");
        return child;
    }

    @Test
    void aWriteWhoseForceFailsOnceIsRefusedAndTakenBack() throws IOException {
        try (var child = console()) {
            try (var _ = new Injection(child, "fsync,fdatasync:error=EIO:when=1")) {
                assertThat(child.ask("put 2")).isEqualTo("refused");
                assertThat(child.ask("at")).isEqualTo("r1, 1 objects, 1 commits");
                assertThat(child.ask("settled 2")).isEqualTo("not committed");
            }
            assertThat(child.ask("put 3")).isEqualTo("committed");
            child.kill();
            assertThat(afterRestart()).isEqualTo("r2, 2 objects, 2 commits");
        }
    }

    @Test
    void whileForcingFailsWritesAreRefusedAndReadsGoOnAndThenTheStoreRecovers() throws IOException {
        try (var child = console()) {
            try (var _ = new Injection(child, "fsync,fdatasync:error=EIO")) {
                assertThat(child.ask("put 2")).isEqualTo("unknown");
                assertThat(child.ask("settled 2")).as("it cannot be told yet").isEqualTo("refused");
                assertThat(child.ask("put 3")).isEqualTo("refused");
                assertThat(child.ask("put 4")).isEqualTo("refused");
                assertThat(child.ask("at")).isEqualTo("r1, 1 objects, 1 commits");
            }
            assertThat(child.ask("put 5")).isEqualTo("committed");
            assertThat(child.ask("settled 2")).isEqualTo("not committed");
            assertThat(child.ask("at")).isEqualTo("r2, 2 objects, 2 commits");
            child.kill();
            assertThat(afterRestart()).isEqualTo("r2, 2 objects, 2 commits");
        }
    }

    @Test
    void aProcessKilledWithAnUnknownOutcomeFindsAWholeOneAfterwards() throws IOException {
        try (var child = console()) {
            try (var _ = new Injection(child, "fsync,fdatasync:error=EIO")) {
                assertThat(child.ask("put 2")).isEqualTo("unknown");
                child.kill();
            }
            try (var again =
                    ChildJvm.start(StoreConsole.class, parent.resolve("data").toString())) {
                assertThat(again.line()).isEqualTo("ready");
                var expected = again.ask("settled 2").equals("committed")
                        ? "r2, 2 objects, 2 commits"
                        : "r1, 1 objects, 1 commits";
                assertThat(again.ask("at")).isEqualTo(expected);
                assertThat(again.ask("put 3")).isEqualTo("committed");
            }
        }
    }

    @Test
    void aDiskThatTurnsReadOnlyRefusesWritesAndGoesOnReading() throws IOException {
        try (var child = console()) {
            try (var _ = new Injection(child, "pwrite64:error=EROFS")) { // the console answers with write
                assertThat(child.ask("put 2")).isEqualTo("refused");
                assertThat(child.ask("settled 2")).isEqualTo("not committed");
                assertThat(child.ask("put 3")).isEqualTo("refused");
                assertThat(child.ask("at")).isEqualTo("r1, 1 objects, 1 commits");
            }
            assertThat(child.ask("put 4")).isEqualTo("committed");
            child.kill();
            assertThat(afterRestart()).isEqualTo("r2, 2 objects, 2 commits");
        }
    }

    private String afterRestart() {
        try (var store = SqliteObjectStore.open(parent.resolve("data"), Samples.KINDS, InstantSource.system())) {
            var snapshot = store.load(Samples.ACCOUNT);
            var commits = store.commitsAfter(Samples.ACCOUNT, Revision.NONE, 100);
            return "%s, %d objects, %d commits"
                    .formatted(snapshot.revision(), snapshot.objects().size(), commits.size());
        }
    }
}
