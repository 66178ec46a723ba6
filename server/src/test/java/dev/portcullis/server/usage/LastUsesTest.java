// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.storage.AccessKeyUse;
import dev.portcullis.server.storage.AgentUse;
import dev.portcullis.server.storage.RoleUse;
import dev.portcullis.server.storage.StoreUnavailable;
import dev.portcullis.server.storage.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastUsesTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private final Store store = new Store();
    private final LastUses uses = LastUses.start(store);

    /** Remembers in memory, and refuses when told to. */
    private static final class Store implements UsageStore {
        private final Map<String, AccessKeyUse> keyUses = new HashMap<>();
        private final Map<String, RoleUse> roleUses = new HashMap<>();
        private final Map<String, AgentUse> agentUses = new HashMap<>();
        private final Map<String, Instant> passwordUses = new HashMap<>();
        private final List<Integer> batches = new ArrayList<>();
        private boolean refuses;

        @Override
        public void noteUses(Collection<AccessKeyUse> keys, Collection<RoleUse> roles, Collection<AgentUse> agents) {
            if (refuses) {
                throw new StoreUnavailable("refused");
            }
            batches.add(keys.size() + roles.size() + agents.size());
            agents.forEach(use -> agentUses.put(use.instanceId(), use));
            keys.forEach(use -> keyUses.put(use.accessKeyId(), use));
            roles.forEach(use -> roleUses.put(use.roleId(), use));
        }

        @Override
        public void notePasswordUse(String ownerId, Instant time) {
            if (refuses) {
                throw new StoreUnavailable("refused");
            }
            passwordUses.put(ownerId, time);
        }

        @Override
        public Optional<Instant> lastUseOfPassword(String ownerId) {
            return Optional.ofNullable(passwordUses.get(ownerId));
        }

        @Override
        public Optional<AccessKeyUse> lastUseOfAccessKey(String accessKeyId) {
            return Optional.ofNullable(keyUses.get(accessKeyId));
        }

        @Override
        public Optional<RoleUse> lastUseOfRole(String roleId) {
            return Optional.ofNullable(roleUses.get(roleId));
        }

        @Override
        public Optional<AgentUse> lastUseOfAgent(String instanceId) {
            return Optional.ofNullable(agentUses.get(instanceId));
        }
    }

    @Test
    void aSignInIsWrittenAtOnceAndDoesNotFailWhenItCannotBe() {
        uses.passwordUsed("AIDA1", NOON);
        assertThat(uses.ofPassword("AIDA1")).contains(NOON);

        store.refuses = true;
        uses.passwordUsed("AIDA1", NOON.plusSeconds(1));
        assertThat(uses.ofPassword("AIDA1")).contains(NOON);
        store.refuses = false;
    }

    @AfterEach
    void close() {
        uses.close();
    }

    @Test
    void aUseIsKnownAtOnceAndWrittenLater() {
        uses.note(use("A", NOON));

        assertThat(uses.ofKey("A")).contains(use("A", NOON));
        assertThat(store.keyUses).isEmpty();

        uses.flush();
        assertThat(store.keyUses).containsOnlyKeys("A");
        assertThat(uses.ofKey("A")).contains(use("A", NOON));
    }

    @Test
    void ofEachKeyOnlyTheLatestUseIsWritten() {
        uses.note(use("A", NOON));
        uses.note(use("A", NOON.plusSeconds(2)));
        uses.note(use("A", NOON.plusSeconds(1)));
        uses.note(use("B", NOON));
        uses.flush();

        assertThat(store.batches).containsExactly(2);
        assertThat(store.keyUses)
                .containsEntry("A", use("A", NOON.plusSeconds(2)))
                .containsEntry("B", use("B", NOON));
    }

    @Test
    void whatIsWrittenOnceIsNotWrittenAgain() {
        uses.note(use("A", NOON));
        uses.flush();
        uses.note(use("B", NOON));
        uses.flush();

        assertThat(store.batches).containsExactly(1, 1);
    }

    @Test
    void whatCannotBeWrittenKeepsWaiting() {
        uses.note(use("A", NOON));
        store.refuses = true;
        assertThatThrownBy(uses::flush).isInstanceOf(StoreUnavailable.class);
        assertThat(uses.ofKey("A")).isPresent();

        store.refuses = false;
        uses.flush();
        assertThat(store.keyUses).containsOnlyKeys("A");
    }

    @Test
    void closingWritesWhatWaits() {
        uses.note(use("A", NOON));
        uses.close();

        assertThat(store.keyUses).containsOnlyKeys("A");
    }

    @Test
    void anUnusedKeyHasNoLastUse() {
        assertThat(uses.ofKey("A")).isEmpty();
    }

    @Test
    void theUseOfARoleIsKnownAtOnceAndWrittenWithThoseOfKeys() {
        uses.note(new RoleUse("R", NOON.plusSeconds(1), "eu-west-1"));
        uses.note(new RoleUse("R", NOON, "us-east-1"));
        uses.note(use("A", NOON));
        assertThat(uses.ofRole("R", NOON)).contains(new RoleUse("R", NOON.plusSeconds(1), "eu-west-1"));

        uses.flush();
        assertThat(store.batches).containsExactly(2);
        assertThat(uses.ofRole("R", NOON)).contains(new RoleUse("R", NOON.plusSeconds(1), "eu-west-1"));
        assertThat(uses.ofRole("S", NOON)).isEmpty();
    }

    @Test
    void theLastCallOfAnAgentIsKnownAtOnceAndWrittenWithTheRest() {
        uses.note(new AgentUse("i-1", NOON.plusSeconds(1)));
        uses.note(new AgentUse("i-1", NOON));
        uses.note(use("A", NOON));
        assertThat(uses.ofAgent("i-1")).contains(NOON.plusSeconds(1));

        uses.flush();
        assertThat(store.batches).containsExactly(2);
        assertThat(uses.ofAgent("i-1")).contains(NOON.plusSeconds(1));
        assertThat(uses.ofAgent("i-2")).isEmpty();
    }

    @Test
    void theUseOfARoleIsToldFor400Days() {
        uses.note(new RoleUse("R", NOON, "eu-west-1"));

        assertThat(uses.ofRole("R", NOON.plus(Duration.ofDays(400)))).isPresent();
        assertThat(uses.ofRole("R", NOON.plus(Duration.ofDays(400)).plusMillis(1)))
                .isEmpty();
    }

    private static AccessKeyUse use(String key, Instant time) {
        return new AccessKeyUse(key, time, "iam", "eu-west-1");
    }
}
