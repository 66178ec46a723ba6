// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import java.util.List;
import java.util.Locale;

/**
 * An HTTP request as it was received.
 *
 * @param rawPath the path, undecoded
 * @param rawQuery the query string, undecoded, without question mark; empty when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying each body would cost for nothing
public record RestRequest(String method, String rawPath, String rawQuery, List<RestHeader> headers, byte[] body) {
    public RestRequest {
        headers = List.copyOf(headers);
    }

    /** The values of the headers of that name, in any letter case. */
    List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(RestHeader::value)
                .toList();
    }

    /** The headers whose names start so, in any letter case. */
    List<RestHeader> headersStarting(String prefix) {
        String folded = prefix.toLowerCase(Locale.ROOT);
        return headers.stream()
                .filter(header -> header.name().toLowerCase(Locale.ROOT).startsWith(folded))
                .toList();
    }
}
