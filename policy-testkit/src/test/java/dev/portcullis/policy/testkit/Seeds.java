// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Runs a property over seeded scenarios and names the seed that breaks it. */
final class Seeds {
    /** How many times more scenarios than usual: the system property {@code portcullis.scenarios.factor}. */
    private static final int FACTOR = Integer.getInteger("portcullis.scenarios.factor", 1);

    private Seeds() {}

    static void forEach(int count, Function<Choices, Scenario> draw, Consumer<Scenario> property) {
        forEachDraw(count, choices -> property.accept(draw.apply(choices)));
    }

    static void forEachDraw(int count, Consumer<Choices> property) {
        LongStream.range(0, (long) count * FACTOR).forEach(seed -> {
            try {
                property.accept(Choices.seeded(seed));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        });
    }
}
