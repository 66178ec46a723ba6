// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;

/**
 * The last call of an instance's agent: a sign of life.
 *
 * @param time kept in milliseconds
 */
public record AgentUse(String instanceId, Instant time) {
    public AgentUse {
        time = Instant.ofEpochMilli(time.toEpochMilli());
    }
}
