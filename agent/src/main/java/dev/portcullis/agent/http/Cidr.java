// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.net.InetAddress;

/**
 * A range of IP addresses.
 *
 * @param network an address of the range
 * @param prefix how many leading bits the addresses of the range share
 */
public record Cidr(InetAddress network, int prefix) {
    /** Checks that the prefix fits the kind of address. */
    public Cidr {
        if (prefix < 0 || prefix > network.getAddress().length * 8) {
            throw new IllegalArgumentException("A prefix length of " + prefix + " does not fit the address.");
        }
    }

    /** Reads {@code 172.17.0.0/16}, or an address alone; throws IllegalArgumentException with a sentence. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            return new Cidr(
                    network, slash < 0 ? network.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"%s\" is not a range like 172.17.0.0/16.".formatted(text), e);
        }
    }

    /** Whether the address lies in the range; never for an address of the other kind. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
