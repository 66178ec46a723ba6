// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static dev.portcullis.server.storage.Samples.sealed;
import static dev.portcullis.server.storage.Samples.user;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * A program that writes as fast as it can and tells each commit on its standard output once it is answered. Every commit
 * of a writer carries one stamp in two objects of one aggregate, an object of another, a secret and an access key.
 *
 * <p>Arguments: directory, writers, commits of each writer, synchronous.
 */
final class StoreLoad {
    static final int WRITERS = 6;

    private StoreLoad() {}

    public static void main(String[] args) throws Exception {
        int writers = Integer.parseInt(args[1]);
        int commits = Integer.parseInt(args[2]);
        try (var store = SqliteObjectStore.open(
                        Path.of(args[0]),
                        Samples.KINDS,
                        InstantSource.system(),
                        SqliteObjectStore.DEFAULT_RETENTION,
                        new SqliteObjectStore.Tuning(args[3], 50));
                var out = new FileOutputStream(FileDescriptor.out);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            tell(out, "ready");
            for (int i = 0; i < writers; i++) {
                int writer = i;
                pool.execute(() -> write(store, out, writer, commits));
            }
        }
    }

    private static void write(ObjectStore store, FileOutputStream out, int writer, int commits) {
        try {
            long at = store.load(account(writer)).revision().number();
            for (int i = 0; i < commits; i++) {
                at++;
                var result = store.commit(changes(writer, at), record(writer, at));
                tell(out, (result instanceof CommitResult.Committed ? "ack " : "wrong ") + stamp(writer, at));
            }
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static synchronized void tell(FileOutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static List<AggregateChange> changes(int writer, long number) {
        var before = new Revision(number - 1);
        var stamp = stamp(writer, number);
        return List.of(
                AggregateChange.at(account(writer), before)
                        .put(user("one", stamp))
                        .put(user("two", stamp))
                        .putSecret("key", "current", sealed(stamp))
                        .claimAccessKey("AKIA" + stamp)
                        .build(),
                AggregateChange.at(mirror(writer), before)
                        .put(user("mirror", stamp))
                        .build());
    }

    static CommitRecord record(int writer, long number) {
        return Samples.record("op-" + stamp(writer, number));
    }

    static AggregateId account(int writer) {
        return new AggregateId("account", "w" + writer);
    }

    static AggregateId mirror(int writer) {
        return new AggregateId("mirror", "w" + writer);
    }

    /** Found nowhere but in this commit. */
    static String stamp(int writer, long number) {
        return "<%d:%d>".formatted(writer, number);
    }
}
