// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Where a generator takes its choices from: a seeded random source, or the bytes of a fuzzer. */
@FunctionalInterface
public interface Choices {
    /** A number from 0 to {@code bound - 1}; {@code bound} is at least 1. */
    int below(int bound);

    /** The same choices for the same seed, on every machine. */
    static Choices seeded(long seed) {
        return new SplittableRandom(seed)::nextInt;
    }

    /** Choices out of bytes, in order; when they run out every choice is the first. */
    static Choices from(byte[] bytes) {
        var at = new int[1];
        return bound -> {
            int value = 0;
            for (int range = 1; range < bound && at[0] < bytes.length; range *= 256) {
                value = value * 256 + Byte.toUnsignedInt(bytes[at[0]++]);
            }
            return Math.floorMod(value, bound);
        };
    }

    default <T> T oneOf(List<T> list) {
        return list.get(below(list.size()));
    }

    @SuppressWarnings("unchecked") // an array of exactly the arguments, read only
    default <T> T oneOf(T first, T... others) {
        int i = below(others.length + 1);
        return i == 0 ? first : others[i - 1];
    }

    /** True in about {@code percent} of a hundred cases. */
    default boolean chance(int percent) {
        return below(100) < percent;
    }

    /** The same elements in some order. */
    default <T> List<T> shuffled(List<T> list) {
        var rest = new ArrayList<>(list);
        var out = new ArrayList<T>();
        while (!rest.isEmpty()) {
            out.add(rest.remove(below(rest.size())));
        }
        return out;
    }
}
