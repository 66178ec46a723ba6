// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, {@code 10.0.0.0/8} or {@code fd00::/8}; a single address is a range of one.
 *
 * @param network an address of the range
 * @param prefix how many leading bits the addresses of the range share
 */
public record Cidr(InetAddress network, int prefix) {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** Checks that the prefix fits the kind of address. */
    public Cidr {
        if (prefix < 0 || prefix > network.getAddress().length * 8) {
            throw new IllegalArgumentException(
                    "The prefix length %d does not fit %s.".formatted(prefix, text(network)));
        }
    }

    /** Reads {@code address/prefix} or an address alone; throws IllegalArgumentException with a sentence. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        var network = address(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new Cidr(network, network.getAddress().length * 8);
        }
        try {
            return new Cidr(network, Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"%s\" is not a range like 10.0.0.0/8.".formatted(text), e);
        }
    }

    /**
     * Reads an IPv4 address in four decimal parts or an IPv6 address without zone; never asks a name service. Throws
     * IllegalArgumentException with a sentence.
     */
    public static InetAddress address(String text) {
        if (IPV4.matcher(text).matches() || IPV6.matcher(text).matches()) {
            try {
                return InetAddress.ofLiteral(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"%s\" is not an IP address.".formatted(text), e);
            }
        }
        throw new IllegalArgumentException("\"%s\" is not an IP address.".formatted(text));
    }

    /** Whether the address lies in the range; never for an address of the other kind. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : (0xff00 >> (prefix - bit)) & 0xff;
            if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text(network) + "/" + prefix;
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}
