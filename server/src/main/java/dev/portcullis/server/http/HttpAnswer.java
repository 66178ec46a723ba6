// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One HTTP response. The listener adds {@code Date}, {@code Content-Length} and {@code x-amzn-RequestId} to every answer.
 *
 * @param status the status code, 200 to 599
 * @param headers further header lines, in their order
 * @param body the body, empty for none; not written to once given
 */
@SuppressWarnings("ArrayRecordComponent") // an answer is never compared, and copying each body would cost for nothing
public record HttpAnswer(int status, List<HttpHeader> headers, byte[] body) {
    /** Checks the status and copies the list of headers. */
    public HttpAnswer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a final status: " + status);
        }
        headers = List.copyOf(headers);
    }

    /** An answer with a body of that media type. */
    public static HttpAnswer of(int status, String contentType, byte[] body) {
        return new HttpAnswer(status, List.of(new HttpHeader("Content-Type", contentType)), body);
    }

    /** An answer in plain text, UTF-8. */
    public static HttpAnswer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
