// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Statements by the literal text that a resource must begin with. One hash table for prefixes of all lengths: whoever looks
 * hashes the resource once, character by character, and stops at each length that some prefix has. Two prefixes of one hash
 * share a place, which finds a statement too many: what is found must be looked at whole anyway.
 */
final class PrefixIndex {
    private static final Statement[] NONE = {};

    /** What all prefixes begin with. */
    private final String common;
    /** The lengths of prefixes, ascending. */
    private final int[] lengths;
    /** Open addressing, at most half full; 0 is a free place, as no prefix is empty. */
    private final long[] keys;

    private final Statement[][] values;

    private PrefixIndex(String common, int[] lengths, Map<Long, List<Statement>> places) {
        this.common = common;
        this.lengths = lengths;
        int size = Integer.highestOneBit(Math.max(places.size(), 1)) * 4;
        this.keys = new long[size];
        this.values = new Statement[size][];
        places.forEach((key, statements) -> {
            int place = place(key);
            keys[place] = key;
            values[place] = statements.toArray(Statement[]::new);
        });
    }

    /** The index of statements by their prefixes, none of which is empty. */
    static PrefixIndex of(Map<String, List<Statement>> statements) {
        var common =
                statements.keySet().stream().reduce(PrefixIndex::commonStart).orElse("");
        var places = new LinkedHashMap<Long, List<Statement>>();
        statements.forEach((prefix, found) -> places.computeIfAbsent(
                        key(hash(0, prefix, common.length(), prefix.length()), prefix.length()), _ -> new ArrayList<>())
                .addAll(found));
        var lengths = statements.keySet().stream()
                .mapToInt(String::length)
                .sorted()
                .distinct()
                .toArray();
        return new PrefixIndex(common, lengths, places);
    }

    private static String commonStart(String one, String other) {
        int end = 0;
        while (end < one.length() && end < other.length() && one.charAt(end) == other.charAt(end)) {
            end++;
        }
        return one.substring(0, end);
    }

    /** How many lengths a resource may have to be asked about; none if it begins otherwise than all prefixes. */
    int lengths(String resource) {
        return resource.startsWith(common) ? lengths.length : 0;
    }

    /** The end of the i-th prefix of a resource. */
    int end(int i) {
        return lengths[i];
    }

    /** Where hashing begins. */
    int start() {
        return common.length();
    }

    /** Goes on hashing a text. */
    static int hash(int known, String text, int from, int to) {
        int hash = known;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    /** The statements that have a prefix of this hash and length, perhaps more. */
    Statement[] find(int hash, int length) {
        var found = values[place(key(hash, length))];
        return found == null ? NONE : found;
    }

    private int place(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int i = (int) (mixed >>> 40) & mask;
        while (keys[i] != 0 && keys[i] != key) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private static long key(int hash, int length) {
        return (long) length << 32 | (hash & 0xffffffffL);
    }
}
