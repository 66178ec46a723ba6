// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import java.time.Instant;

/**
 * Credentials of the instance's role.
 *
 * @param lastUpdated from when they count
 * @param expiration from then on they count no more
 */
public record RoleCredentials(
        String roleName,
        String roleArn,
        String accessKeyId,
        Secret secretAccessKey,
        Secret sessionToken,
        Instant lastUpdated,
        Instant expiration) {}
