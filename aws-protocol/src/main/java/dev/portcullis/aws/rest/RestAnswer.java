// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import java.util.List;

/**
 * An answer to be sent.
 *
 * @param headers with the type of the body, where there is one
 * @param body empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying each body would cost for nothing
public record RestAnswer(int status, List<RestHeader> headers, byte[] body) {
    public RestAnswer {
        headers = List.copyOf(headers);
    }
}
