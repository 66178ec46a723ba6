// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accesskeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.storage.AccessKeyUse;
import dev.portcullis.server.storage.StoreUnavailable;
import dev.portcullis.server.storage.UsageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyUsageTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private final Store store = new Store();
    private final KeyUsage usage = KeyUsage.start(store);

    /** Remembers in memory, and refuses when told to. */
    private static final class Store implements UsageStore {
        private final Map<String, AccessKeyUse> uses = new HashMap<>();
        private final List<Integer> batches = new ArrayList<>();
        private boolean refuses;

        @Override
        public void noteAccessKeyUses(Collection<AccessKeyUse> noted) {
            if (refuses) {
                throw new StoreUnavailable("refused");
            }
            batches.add(noted.size());
            noted.forEach(use -> uses.put(use.accessKeyId(), use));
        }

        @Override
        public Optional<AccessKeyUse> lastUseOfAccessKey(String accessKeyId) {
            return Optional.ofNullable(uses.get(accessKeyId));
        }
    }

    @AfterEach
    void close() {
        usage.close();
    }

    @Test
    void aUseIsKnownAtOnceAndWrittenLater() {
        usage.note(use("A", NOON));

        assertThat(usage.lastUse("A")).contains(use("A", NOON));
        assertThat(store.uses).isEmpty();

        usage.flush();
        assertThat(store.uses).containsOnlyKeys("A");
        assertThat(usage.lastUse("A")).contains(use("A", NOON));
    }

    @Test
    void ofEachKeyOnlyTheLatestUseIsWritten() {
        usage.note(use("A", NOON));
        usage.note(use("A", NOON.plusSeconds(2)));
        usage.note(use("A", NOON.plusSeconds(1)));
        usage.note(use("B", NOON));
        usage.flush();

        assertThat(store.batches).containsExactly(2);
        assertThat(store.uses).containsEntry("A", use("A", NOON.plusSeconds(2))).containsEntry("B", use("B", NOON));
    }

    @Test
    void whatIsWrittenOnceIsNotWrittenAgain() {
        usage.note(use("A", NOON));
        usage.flush();
        usage.note(use("B", NOON));
        usage.flush();

        assertThat(store.batches).containsExactly(1, 1);
    }

    @Test
    void whatCannotBeWrittenKeepsWaiting() {
        usage.note(use("A", NOON));
        store.refuses = true;
        assertThatThrownBy(usage::flush).isInstanceOf(StoreUnavailable.class);
        assertThat(usage.lastUse("A")).isPresent();

        store.refuses = false;
        usage.flush();
        assertThat(store.uses).containsOnlyKeys("A");
    }

    @Test
    void closingWritesWhatWaits() {
        usage.note(use("A", NOON));
        usage.close();

        assertThat(store.uses).containsOnlyKeys("A");
    }

    @Test
    void anUnusedKeyHasNoLastUse() {
        assertThat(usage.lastUse("A")).isEmpty();
    }

    private static AccessKeyUse use(String key, Instant time) {
        return new AccessKeyUse(key, time, "iam", "eu-west-1");
    }
}
