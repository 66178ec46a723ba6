// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

/**
 * Whose key signed, and for what: {@code AKIA.../20261121/us-east-1/iam/aws4_request}; with SigV4a no region stands in it.
 *
 * @param accessKeyId the key id, not yet looked up
 * @param date the day, {@code yyyyMMdd} in UTC
 * @param region the region; empty with SigV4a
 * @param service the service's signing name
 * @param terminator the last part, {@code aws4_request} in every valid scope
 */
public record CredentialScope(String accessKeyId, String date, String region, String service, String terminator) {
    static final String TERMINATOR = "aws4_request";

    /** The scope as the string to sign has it: without the key id. */
    String withoutKeyId() {
        return date + '/' + (region.isEmpty() ? "" : region + '/') + service + '/' + terminator;
    }
}
