// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static dev.portcullis.server.storage.Samples.KINDS;
import static dev.portcullis.server.storage.Samples.sealed;
import static dev.portcullis.server.storage.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that holds the store is killed with SIGKILL at random moments under load, again and again over the same
 * files: every acknowledged write is there, and no half of one. Rounds: system property {@code portcullis.crashes}, 20 unless told.
 */
@Tag("crash")
class CrashTest {
    @TempDir
    private Path parent;

    private final long[] verified = new long[StoreLoad.WRITERS];

    @Test
    void aKilledStoreLosesNothingAcknowledgedAndTearsNothing() throws Exception {
        int rounds = Integer.getInteger("portcullis.crashes", 20);
        long seed = Long.getLong("portcullis.crashSeed", System.nanoTime());
        var random = new Random(seed);
        var directory = parent.resolve("data");
        long acknowledged = 0;
        for (int round = 0; round < rounds; round++) {
            var told = "seed %d, round %d".formatted(seed, round);
            var acks = runAndKill(directory, random, round % 5 == 4, told);
            acknowledged += verify(directory, acks, told);
        }
        assertThat(acknowledged)
                .as("seed %d: writes acknowledged in all rounds", seed)
                .isGreaterThan(rounds * 10L);
    }

    /** Returns the number of the last acknowledged commit of each writer; 0 for none. */
    private static long[] runAndKill(Path directory, Random random, boolean early, String told) throws Exception {
        var lines = new ArrayList<String>();
        try (var child =
                ChildJvm.start(StoreLoad.class, directory.toString(), "" + StoreLoad.WRITERS, "1000000", "FULL")) {
            if (early) { // while it opens, recovers, or has just begun
                assertThat(child.hasEnded(150 + random.nextInt(600))).as(told).isFalse();
            } else {
                assertThat(child.line()).as(told).isEqualTo("ready");
                for (int i = random.nextInt(400); i > 0; i--) {
                    lines.add(child.line());
                }
                assertThat(child.hasEnded(random.nextInt(30))).as(told).isFalse();
            }
            child.kill();
            lines.addAll(child.rest());
            return lastAcknowledged(lines, told);
        }
    }

    private static long[] lastAcknowledged(List<String> lines, String told) {
        var last = new long[StoreLoad.WRITERS];
        for (var line : lines) {
            if (line.equals("ready") || !line.endsWith(">")) { // the kill may have cut the last line
                continue;
            }
            assertThat(line).as(told).startsWith("ack <");
            int colon = line.indexOf(':');
            int writer = Integer.parseInt(line.substring(5, colon));
            last[writer] = Long.parseLong(line.substring(colon + 1, line.length() - 1));
        }
        return last;
    }

    /** Returns how many commits were made since the last look. */
    private long verify(Path directory, long[] acknowledged, String told) {
        long before = Arrays.stream(verified).sum();
        try (var store = SqliteObjectStore.open(directory, KINDS, InstantSource.system())) {
            for (int writer = 0; writer < StoreLoad.WRITERS; writer++) {
                verify(store, writer, acknowledged[writer], told);
            }
        }
        return Arrays.stream(verified).sum() - before;
    }

    private void verify(ObjectStore store, int writer, long acknowledged, String told) {
        var account = store.load(StoreLoad.account(writer));
        long number = account.revision().number();
        assertThat(number).as("%s, writer %d: acknowledged", told, writer).isGreaterThanOrEqualTo(acknowledged);
        if (acknowledged > 0) {
            assertThat(number)
                    .as("%s, writer %d: one may be unanswered", told, writer)
                    .isLessThanOrEqualTo(acknowledged + 1);
        }
        var stamp = StoreLoad.stamp(writer, number);
        var mirror = store.load(StoreLoad.mirror(writer));
        assertThat(mirror.revision()).as(told).isEqualTo(account.revision());
        if (number > 0) {
            assertThat(account.objects()).as(told).containsExactly(user("one", stamp), user("two", stamp));
            assertThat(mirror.objects()).as(told).containsExactly(user("mirror", stamp));
            assertThat(store.secret(new SecretKey(StoreLoad.account(writer), "key", "current")))
                    .as(told)
                    .contains(sealed(stamp));
        }
        verifyHistory(store, writer, number, told);
        verified[writer] = number;
    }

    private void verifyHistory(ObjectStore store, int writer, long number, String told) {
        var history = store.commitsAfter(StoreLoad.account(writer), new Revision(verified[writer]), Integer.MAX_VALUE);
        assertThat(history).as(told).hasSize((int) (number - verified[writer]));
        for (var commit : history) {
            var stamp = StoreLoad.stamp(writer, commit.revision().number());
            assertThat(commit.record())
                    .as(told)
                    .isEqualTo(StoreLoad.record(writer, commit.revision().number()));
            assertThat(commit.changes())
                    .as(told)
                    .containsExactly(
                            new ObjectChange.Put(user("one", stamp)), new ObjectChange.Put(user("two", stamp)));
            assertThat(store.ownerOfAccessKey("AKIA" + stamp)).as(told).contains(StoreLoad.account(writer));
        }
        assertThat(store.ownerOfAccessKey("AKIA" + StoreLoad.stamp(writer, number + 1)))
                .as(told)
                .isEmpty();
    }
}
