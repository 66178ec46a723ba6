// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Facts about use that change with every request. They are written in batches outside of all revisions, may lose their
 * last minute in a crash, and no decision reads them. Thread-safe.
 */
public interface UsageStore {
    /** How long the use of a role is told of; then it may be forgotten. AWS's tracking period. */
    Duration ROLE_USES_ARE_TOLD_FOR = Duration.ofDays(400);

    /** How long it is told when an agent last called. */
    Duration AGENT_USES_ARE_TOLD_FOR = Duration.ofDays(90);

    /** Notes uses; of each key, role and agent only the latest counts, and keys without an owner are passed over. */
    void noteUses(Collection<AccessKeyUse> keys, Collection<RoleUse> roles, Collection<AgentUse> agents);

    /**
     * Notes that somebody signed in with its password.
     *
     * @param ownerId the user's unique id, or the account number for root
     */
    void notePasswordUse(String ownerId, Instant time);

    /** When somebody last signed in with its password. */
    Optional<Instant> lastUseOfPassword(String ownerId);

    Optional<AccessKeyUse> lastUseOfAccessKey(String accessKeyId);

    /** @param roleId the role's unique id */
    Optional<RoleUse> lastUseOfRole(String roleId);

    Optional<AgentUse> lastUseOfAgent(String instanceId);
}
