// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a server listens: this one, or the mail server.
 *
 * @param host a name or an IP address, an IPv6 one without brackets
 * @param port 0 lets the system choose a free one
 */
public record ListenAddress(String host, int port) {
    /** Checks the port and that there is a host. */
    public ListenAddress {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("\"%s:%d\" is not of the form HOST:PORT.".formatted(host, port));
        }
    }

    /** Reads {@code HOST:PORT} or {@code [IPv6]:PORT}; throws IllegalArgumentException with a sentence. */
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || (host.contains(":") && !bracketed)) {
            throw new IllegalArgumentException("\"%s\" is not of the form HOST:PORT or [IPV6]:PORT.".formatted(text));
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return new ListenAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"%s\" has no port number after the colon.".formatted(text), e);
        }
    }

    /** The address to bind; a name is looked up. Throws IllegalArgumentException with a sentence when there is none. */
    public InetSocketAddress socketAddress() {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("The host \"%s\" has no address on this machine.".formatted(host), e);
        }
    }

    /** Whether only programs on this machine can reach it. */
    public boolean isLoopback() {
        return socketAddress().getAddress().isLoopbackAddress();
    }

    /** Whether it says so by itself, without a look-up, that only this machine is meant. */
    public boolean isLoopbackName() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /**
     * The host by which clients on this machine should call: {@code localhost} for loopback and for all addresses (the name
     * that cookies and passkeys want), else the configured one, in brackets where a URL wants them.
     */
    public String urlHost() {
        var address = socketAddress().getAddress();
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return "localhost";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
