// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import dev.portcullis.server.config.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a request comes from. Forwarded headers count only when the peer itself is a trusted proxy; from anyone else they are
 * as if absent.
 *
 * @param client the caller's address
 * @param secure whether the caller spoke TLS
 * @param host the host and port the caller named, as it spelled them; empty when it named none
 */
record Origin(InetAddress client, boolean secure, String host) {
    private static final Pattern IPV4_AND_PORT = Pattern.compile("([0-9.]+):\\d{1,5}");
    private static final Pattern IPV6_AND_PORT = Pattern.compile("\\[([0-9A-Fa-f:.]+)](:\\d{1,5})?");

    static Origin of(InetAddress peer, boolean tls, List<HttpHeader> headers, List<Cidr> trusted) throws Refusal {
        var host = last(headers, "Host").orElse("");
        if (!isIn(trusted, peer)) {
            return new Origin(peer, tls, host);
        }
        boolean forwardedTls = last(headers, "X-Forwarded-Proto")
                .map(proto -> lastElement(proto).equalsIgnoreCase("https"))
                .orElse(false);
        return new Origin(
                client(peer, headers, trusted),
                tls || forwardedTls,
                last(headers, "X-Forwarded-Host").map(Origin::lastElement).orElse(host));
    }

    /** The rightmost address that is not a trusted proxy's; when all are, the leftmost. */
    private static InetAddress client(InetAddress peer, List<HttpHeader> headers, List<Cidr> trusted) throws Refusal {
        var hops = headers.stream()
                .filter(header -> header.isNamed("X-Forwarded-For"))
                .flatMap(header -> Arrays.stream(header.value().split(",", -1)))
                .toList();
        var client = peer;
        for (var hop : hops.reversed()) {
            client = address(hop.strip());
            if (!isIn(trusted, client)) {
                return client;
            }
        }
        return client;
    }

    private static InetAddress address(String hop) throws Refusal {
        var ipv4 = IPV4_AND_PORT.matcher(hop);
        var ipv6 = IPV6_AND_PORT.matcher(hop);
        var text = ipv4.matches() ? ipv4.group(1) : ipv6.matches() ? ipv6.group(1) : hop;
        try {
            return Cidr.address(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "The proxy's X-Forwarded-For names no address.");
        }
    }

    static boolean isIn(List<Cidr> ranges, InetAddress address) {
        for (var range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> last(List<HttpHeader> headers, String name) {
        Optional<String> found = Optional.empty();
        for (var header : headers) {
            if (header.isNamed(name)) {
                found = Optional.of(header.value());
            }
        }
        return found;
    }

    /** The element that the nearest proxy added. */
    private static String lastElement(String list) {
        return list.substring(list.lastIndexOf(',') + 1).strip();
    }
}
