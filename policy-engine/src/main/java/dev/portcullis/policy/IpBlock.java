// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/** An address block; without a prefix length it is the one address (rule 8.3). Host bits are masked off. */
record IpBlock(boolean isV6, long high, long low, long highMask, long lowMask) {
    /** The block that the text spells, {@code ADDRESS[/PREFIX]}; null if none. */
    static @Nullable IpBlock parse(String text) {
        int slash = text.indexOf('/');
        var address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int bits = address.isV6() ? 128 : 32;
        int prefix = slash < 0 ? bits : prefix(text, slash + 1);
        return prefix < 0 || prefix > bits ? null : of(address, prefix);
    }

    private static IpBlock of(IpAddress address, int prefix) {
        long highMask = address.isV6() ? mask(Math.min(prefix, 64), 64) : 0;
        long lowMask = address.isV6() ? mask(Math.max(prefix - 64, 0), 64) : mask(prefix, 32);
        return new IpBlock(address.isV6(), address.high() & highMask, address.low() & lowMask, highMask, lowMask);
    }

    private static long mask(int ones, int width) {
        return ones == 0 ? 0 : -1L << (width - ones);
    }

    private static int prefix(String text, int from) {
        int length = text.length() - from;
        if (length < 1 || length > 3) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    /** Whether the address is in this block; an address of the other family never is. */
    boolean contains(IpAddress address) {
        return address.isV6() == isV6 && (address.high() & highMask) == high && (address.low() & lowMask) == low;
    }
}
