// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import java.time.Instant;

/**
 * The instance that an agent speaks for, and what it proves that with.
 *
 * @param received when the credentials came, by the clock of this host
 */
public record AgentIdentity(
        String instanceId, String region, String accountId, AgentCredentials credentials, Instant received) {
    public AgentIdentity with(AgentCredentials renewed, Instant now) {
        return new AgentIdentity(instanceId, region, accountId, renewed, now);
    }
}
