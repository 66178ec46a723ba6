// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.SplittableRandom;

/** Seeded choices, for tests that try many things and name the seed when one fails. */
final class Choices {
    /** The share of the usual tries, in percent: mutation tests, which run a test for each mutant it reaches, take few. */
    private static final int PERCENT = Integer.getInteger("portcullis.tries.percent", 100);

    private final SplittableRandom random;

    Choices(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** How often to try what is usually tried so often; at least once. */
    static int tries(int usual) {
        return Math.max(1, usual * PERCENT / 100);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    <T> T oneOf(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final <T> T oneOf(T... items) {
        return items[random.nextInt(items.length)];
    }
}
