// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;

/**
 * The last use of an access key.
 *
 * @param time kept in milliseconds
 * @param service the service called, as in the credential scope, such as {@code iam}
 * @param region the region called, as in the credential scope
 */
public record AccessKeyUse(String accessKeyId, Instant time, String service, String region) {
    public AccessKeyUse {
        time = Instant.ofEpochMilli(time.toEpochMilli());
    }
}
