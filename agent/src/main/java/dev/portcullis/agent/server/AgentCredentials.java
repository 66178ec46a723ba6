// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import java.time.Instant;

/**
 * What an agent signs its requests with.
 *
 * @param expiration from then on they count no more
 */
public record AgentCredentials(String accessKeyId, Secret secretAccessKey, Secret sessionToken, Instant expiration) {}
