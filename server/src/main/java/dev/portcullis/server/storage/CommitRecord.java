// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;
import java.util.UUID;

/**
 * Who did it, and why it was allowed: kept with the commit, atomically, so that the history is the audit of all writes.
 * No revision exists without one. Texts that do not apply are empty.
 *
 * @param operationId makes the commit idempotent: drawn once per change (see {@link #newOperationId}), kept through repetitions; 1-128
 *     characters
 * @param callerArn the caller; never empty
 * @param accessKeyId the key that signed the request
 * @param operation the API operation, such as {@code iam:CreateUser}; never empty
 * @param requestId the request's id, as the caller was told it
 * @param sourceAddress where the request came from
 * @param time when the request arrived, kept in milliseconds; the commit has a time of its own
 * @param decidingStatement what allowed it: the layer and statement
 */
public record CommitRecord(
        String operationId,
        String callerArn,
        String accessKeyId,
        String operation,
        String requestId,
        String sourceAddress,
        Instant time,
        String decidingStatement) {

    public CommitRecord {
        if (operationId.isEmpty() || operationId.length() > 128) {
            throw new IllegalArgumentException("An operation id has 1-128 characters");
        }
        if (callerArn.isEmpty() || operation.isEmpty()) {
            throw new IllegalArgumentException("A commit names its caller and its operation");
        }
        time = Instant.ofEpochMilli(time.toEpochMilli());
    }

    /**
     * Of what the server does by itself or at an operator's command: no request asked for it, and no key signed.
     *
     * @param by stands where callers' ARNs stand, such as {@code portcullis:first-start}
     * @param operation such as {@code portcullis:FirstStart}
     */
    public static CommitRecord withoutRequest(String by, String operation, Instant time) {
        return new CommitRecord(newOperationId(), by, "", operation, "", "", time, "");
    }

    /**
     * Draws an operation id: a UUID of version 7 (RFC 9562), whose first 48 bits are the time. So the ids of one moment lie side by side
     * in the store's index of them, and a commit of many operations touches a few pages of it instead of one for each.
     */
    public static String newOperationId() {
        var random = UUID.randomUUID();
        long time = System.currentTimeMillis() << 16 | 0x7000 | (random.getMostSignificantBits() & 0xfff);
        return new UUID(time, random.getLeastSignificantBits()).toString();
    }
}
