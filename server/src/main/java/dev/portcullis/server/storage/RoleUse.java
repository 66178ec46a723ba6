// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;

/**
 * The last use of a role: of credentials of one of its sessions.
 *
 * @param roleId the role's unique id
 * @param time kept in milliseconds
 * @param region the region called, as in the credential scope
 */
public record RoleUse(String roleId, Instant time, String region) {
    public RoleUse {
        time = Instant.ofEpochMilli(time.toEpochMilli());
    }
}
