// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is answered.
 *
 * @param status the HTTP status
 * @param headers more headers than type and length
 * @param body the content; a HEAD is told its length only
 * @param hops how many network hops the answer may travel, counting the one to the host itself; empty where it does not matter
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; what is answered from memory is not copied for each request
public record HttpAnswer(int status, String contentType, Map<String, String> headers, byte[] body, OptionalInt hops) {
    /** Text that browsers and proxies are to take as nothing else. */
    public static final String TEXT = "text/plain";

    public static final String JSON = "application/json";

    public static HttpAnswer text(int status, String text) {
        return of(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpAnswer of(int status, String contentType, byte[] body) {
        return new HttpAnswer(status, contentType, Map.of(), body, OptionalInt.empty());
    }

    /** An answer that says nothing but its status. */
    public static HttpAnswer status(int status) {
        return text(status, reason(status) + "\n");
    }

    public HttpAnswer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpAnswer(status, contentType, more, body, hops);
    }

    public HttpAnswer within(int limit) {
        return new HttpAnswer(status, contentType, headers, body, OptionalInt.of(limit));
    }

    byte[] bytes(boolean isHead, boolean keepAlive) {
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\nContent-Type: ")
                .append(contentType)
                .append("\r\nContent-Length: ")
                .append(body.length)
                .append("\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: ")
                .append(keepAlive ? "keep-alive" : "close")
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream all = new ByteArrayOutputStream(head.length() + 2 + body.length);
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!isHead) {
            all.writeBytes(body);
        }
        return all.toByteArray();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status";
        };
    }
}
