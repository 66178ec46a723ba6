// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import dev.portcullis.server.config.Cidr;
import dev.portcullis.server.config.ServerConfig;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which hosts a request may name. A web page can make a browser call this server under a name that the page's owner points
 * here; that name is never one of these: the loopback names, the listening address, the configured names, and the address
 * the connection came in on.
 */
final class HostRule {
    private final Set<String> names = new HashSet<>(Set.of("localhost"));

    HostRule(ServerConfig config) {
        names.addAll(config.allowedHost());
        names.add(config.listen().host().toLowerCase(Locale.ROOT));
    }

    /**
     * Whether the request may be served.
     *
     * @param host the host as the caller named it, with or without port
     * @param local the address of our end of the connection
     */
    boolean admits(String host, InetAddress local) {
        var name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (names.contains(name)) {
            return true;
        }
        try {
            var address = Cidr.address(name);
            return address.isLoopbackAddress() || address.equals(local);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int close = host.indexOf(']');
            return close < 0 ? "" : host.substring(1, close);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
