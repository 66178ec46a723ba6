// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/** An IP address as a number: of IPv4 the lower 32 bits of {@code low}, of IPv6 all 128 (rule 8.3). */
record IpAddress(boolean isV6, long high, long low) {
    private static final int MAX_LENGTH = 45;

    /** The address that the text spells, in any spelling; null if none. No zone, no prefix length. */
    static @Nullable IpAddress parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        if (text.indexOf(':') >= 0) {
            return v6(text);
        }
        long v4 = v4(text, 0, text.length());
        return v4 < 0 ? null : new IpAddress(false, 0, v4);
    }

    /** Four decimal numbers without leading zeros; -1 if the text is something else. */
    private static long v4(String text, int from, int to) {
        long address = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            int start = at;
            int value = 0;
            while (at < to && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = value * 10 + text.charAt(at++) - '0';
            }
            boolean isNumber = at > start && value <= 255 && (text.charAt(start) != '0' || at == start + 1);
            boolean isSeparated = part == 3 ? at == to : at < to && text.charAt(at++) == '.';
            if (!isNumber || !isSeparated) {
                return -1;
            }
            address = address << 8 | value;
        }
        return address;
    }

    private static @Nullable IpAddress v6(String text) {
        var groups = new int[8];
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, 0, text.length(), groups, 0) == 8 ? of(groups) : null;
        }
        int before = groups(text, 0, gap, groups, 0);
        var tail = new int[8];
        int after = groups(text, gap + 2, text.length(), tail, 0);
        if (before < 0 || after < 0 || before + after > 7) {
            return null;
        }
        System.arraycopy(tail, 0, groups, 8 - after, after);
        return of(groups);
    }

    /** Reads groups separated by single colons, the last perhaps as IPv4; how many, or -1. An empty stretch has none. */
    private static int groups(String text, int from, int to, int[] groups, int count) {
        int at = from;
        int found = count;
        while (at < to) {
            int end = text.indexOf(':', at);
            end = end < 0 || end > to ? to : end;
            if (end == text.length() && text.indexOf('.', at) >= 0) {
                long v4 = v4(text, at, to);
                if (v4 < 0 || found > 6) {
                    return -1;
                }
                groups[found] = (int) (v4 >>> 16);
                groups[found + 1] = (int) (v4 & 0xffff);
                return found + 2;
            }
            int group = group(text, at, end);
            boolean endsWithColon = end == to - 1;
            if (group < 0 || found > 7 || endsWithColon) {
                return -1;
            }
            groups[found++] = group;
            at = end + 1;
        }
        return found;
    }

    private static int group(String text, int from, int to) {
        if (to == from || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static IpAddress of(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + 4];
        }
        return new IpAddress(true, high, low);
    }
}
