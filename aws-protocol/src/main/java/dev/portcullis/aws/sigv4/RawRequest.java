// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.util.List;

/**
 * A request as it stands on the wire: nothing decoded, normalised, merged or reordered, since that is what signatures are made over.
 *
 * @param method the method, in its letter case
 * @param target path and query of the request line, undecoded, one character a byte: {@code /?Action=ListUsers}
 * @param headers the header lines in their order, repeated names repeated
 * @param payload the body, or its hash
 */
public record RawRequest(String method, String target, List<RawHeader> headers, Payload payload) {
    /** Copies the list of headers, not the body. */
    public RawRequest {
        headers = List.copyOf(headers);
    }
}
