// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names under which an endpoint may be called. A web page can point a name of its own at it and make a browser on this host call it
 * under that name, which is none of these.
 *
 * @param names in lower case; IPv6 addresses without brackets
 */
record Hosts(Set<String> names) {
    Hosts {
        names = Set.copyOf(names);
    }

    /** For an endpoint at that address, with those further names. */
    static Hosts of(InetAddress listening, Set<String> more) {
        Set<String> names = new TreeSet<>(more);
        names.add(canonical(listening));
        if (listening.isLoopbackAddress()) {
            names.add("localhost");
        }
        return new Hosts(names);
    }

    /** Whether a Host header names this endpoint. Its port does not matter: the agent may listen where packets are redirected to. */
    boolean admit(String header) {
        String host = header.toLowerCase(Locale.ROOT);
        boolean isBracketed = host.startsWith("[");
        int end = isBracketed ? host.indexOf(']') + 1 : host.indexOf(':');
        if (end < 0) {
            end = host.length();
        }
        if (end == 0 || !isPort(host.substring(end))) {
            return false;
        }
        return names.contains(isBracketed ? canonical(host.substring(1, end - 1)) : host.substring(0, end));
    }

    private static boolean isPort(String text) {
        return text.isEmpty()
                || (text.length() <= 6
                        && text.startsWith(":")
                        && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9'));
    }

    private static String canonical(String address) {
        try {
            return address.indexOf(':') < 0 || address.indexOf('%') >= 0
                    ? ""
                    : canonical(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String canonical(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
