// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

/**
 * What {@code ./dev fuzz engine} lets Jazzer call: a scenario is drawn from its bytes, which it changes to reach more of the engine, and put
 * before the engine and the reference.
 */
public final class EngineFuzzTarget {
    private static long scenarios;
    private static long differences;

    private EngineFuzzTarget() {}

    /** Throws if the two differ; the message has the scenario, shrunk. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        scenarios++;
        Difference.in(EngineFuzz.draw(Choices.from(bytes))).ifPresent(difference -> {
            differences++;
            throw new AssertionError(difference.shrunk().toString());
        });
    }

    /** Called at the end. */
    public static void fuzzerTearDown() {
        System.out.printf("%d scenarios, %d differences%n", scenarios, differences);
    }
}
