// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP request, complete with its body, as it was received: nothing is decoded, normalised, merged or reordered.
 *
 * @param requestId a fresh UUID, sent back as {@code x-amzn-RequestId} and written to logs and audit
 * @param arrival when the headers had been read
 * @param method the method, in its letter case
 * @param host the host and port that the caller named, in its own spelling, as signatures cover it: the {@code Host} header,
 *     or the {@code X-Forwarded-Host} of a trusted proxy; empty when there is none
 * @param target the request target of the request line, undecoded: path and query, e.g. {@code /?Action=ListUsers}
 * @param headers the header lines in their order, repeated names repeated
 * @param body the body, empty when there is none, never over the configured limit; read it, do not write to it
 * @param peer the address at the other end of the connection
 * @param client the caller's address: the peer, or, when the peer is a trusted proxy, the rightmost address of
 *     {@code X-Forwarded-For} that is not one
 * @param secure whether the caller spoke TLS, to us or to a trusted proxy that says so
 */
@SuppressWarnings("ArrayRecordComponent") // a call is never compared, and copying each body would cost for nothing
public record HttpCall(
        String requestId,
        Instant arrival,
        String method,
        String host,
        String target,
        List<HttpHeader> headers,
        byte[] body,
        InetAddress peer,
        InetAddress client,
        boolean secure) {

    /** Copies the list of headers; the body is not copied. */
    public HttpCall {
        headers = List.copyOf(headers);
    }

    /** The target up to the first question mark, undecoded. */
    public String rawPath() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** The target after the first question mark, undecoded; empty when there is none or nothing follows it. */
    public String rawQuery() {
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    /** The origin (RFC 6454) at which the caller reached us, in the form in which browsers write it. */
    public String origin() {
        var name = host.toLowerCase(Locale.ROOT);
        var standardPort = secure ? ":443" : ":80";
        return (secure ? "https://" : "http://")
                + (name.endsWith(standardPort) ? name.substring(0, name.length() - standardPort.length()) : name);
    }

    /** The value of the first header of that name, in any letter case. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(HttpHeader::value)
                .findFirst();
    }

    /** The values of all headers of that name, in any letter case, in their order. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.isNamed(name))
                .map(HttpHeader::value)
                .toList();
    }
}
