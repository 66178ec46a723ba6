// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.usage;

import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.UseLog;
import dev.portcullis.server.storage.AccessKeyUse;
import dev.portcullis.server.storage.AgentUse;
import dev.portcullis.server.storage.RoleUse;
import dev.portcullis.server.storage.StoreException;
import dev.portcullis.server.storage.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Remembers when each long-term access key and each role was last used, and when the agent of each instance last called. Uses gather in memory,
 * the last one of each, and are written together every half minute and when the server stops; a crash loses those that wait, and no decision
 * reads any of them. Thread-safe.
 */
public final class LastUses implements UseLog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LastUses.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final UsageStore store;
    private final Map<String, AccessKeyUse> keysWaiting = new ConcurrentHashMap<>();
    private final Map<String, RoleUse> rolesWaiting = new ConcurrentHashMap<>();
    private final Map<String, AgentUse> agentsWaiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("last-uses").factory());

    private LastUses(UsageStore store) {
        this.store = store;
    }

    /** Starts to remember in that store, which has to stay open until this is closed. */
    public static LastUses start(UsageStore store) {
        var uses = new LastUses(store);
        var _ = uses.timer.scheduleWithFixedDelay(
                uses::flushOrTryAgain, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return uses;
    }

    /** A session, of temporary credentials or in a browser, is not a key: it counts as a use of its role, if it has one. */
    @Override
    public void used(Caller caller, String service) {
        var facts = caller.facts();
        if (caller.session().isEmpty() && caller.browser().isEmpty()) {
            note(new AccessKeyUse(caller.accessKeyId(), facts.arrival(), service, facts.region()));
        } else if (caller.identity() instanceof Identity.Role(var roleId, var _)) {
            note(new RoleUse(roleId, facts.arrival(), facts.region()));
        } else if (caller.identity() instanceof Identity.Agent(var instanceId)) {
            note(new AgentUse(instanceId, facts.arrival()));
        }
    }

    void note(AccessKeyUse use) {
        keysWaiting.merge(use.accessKeyId(), use, (old, next) -> next.time().isBefore(old.time()) ? old : next);
    }

    void note(RoleUse use) {
        rolesWaiting.merge(use.roleId(), use, (old, next) -> next.time().isBefore(old.time()) ? old : next);
    }

    void note(AgentUse use) {
        agentsWaiting.merge(use.instanceId(), use, (old, next) -> next.time().isBefore(old.time()) ? old : next);
    }

    /** Notes that somebody signed in with its password; that happens seldom enough to be written at once. */
    public void passwordUsed(String ownerId, Instant time) {
        try {
            store.notePasswordUse(ownerId, time);
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "The use of a password was not written", e);
        }
    }

    /**
     * When somebody last signed in with its password.
     *
     * @param ownerId the user's unique id, or the account number for root
     */
    public Optional<Instant> ofPassword(String ownerId) {
        return store.lastUseOfPassword(ownerId);
    }

    /** The last use of a key, written or waiting to be; empty if it was never used. */
    public Optional<AccessKeyUse> ofKey(String accessKeyId) {
        var fresh = Optional.ofNullable(keysWaiting.get(accessKeyId));
        return fresh.or(() -> store.lastUseOfAccessKey(accessKeyId));
    }

    /** The last use of a role, written or waiting to be; empty if it was not used within the time that AWS tells of, 400 days. */
    public Optional<RoleUse> ofRole(String roleId, Instant now) {
        var oldest = now.minus(UsageStore.ROLE_USES_ARE_TOLD_FOR);
        var fresh = Optional.ofNullable(rolesWaiting.get(roleId));
        return fresh.or(() -> store.lastUseOfRole(roleId))
                .filter(use -> !use.time().isBefore(oldest));
    }

    /** When the agent of an instance last called, written or waiting to be; empty if none ever did, or long ago. */
    public Optional<Instant> ofAgent(String instanceId) {
        var fresh = Optional.ofNullable(agentsWaiting.get(instanceId));
        return fresh.or(() -> store.lastUseOfAgent(instanceId)).map(AgentUse::time);
    }

    /** Writes what waits. What cannot be written keeps waiting. */
    void flush() {
        var keys = List.copyOf(keysWaiting.values());
        var roles = List.copyOf(rolesWaiting.values());
        var agents = List.copyOf(agentsWaiting.values());
        store.noteUses(keys, roles, agents);
        keys.forEach(use -> keysWaiting.remove(use.accessKeyId(), use));
        roles.forEach(use -> rolesWaiting.remove(use.roleId(), use));
        agents.forEach(use -> agentsWaiting.remove(use.instanceId(), use));
    }

    private void flushOrTryAgain() {
        try {
            flush();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Uses of access keys, roles and agents were not written; they wait for the next time",
                    e);
        }
    }

    /** Writes what waits, and stops. */
    @Override
    public void close() {
        timer.close();
        flushOrTryAgain();
    }
}
