// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * {@code ./dev fuzz seeds --minutes N}: draws scenarios for that long on one core and compares the engine with the reference. Each
 * difference is printed with the seed that draws it again.
 */
public final class EngineFuzz {
    private static final int SHOWN = 20;

    private EngineFuzz() {}

    /** Arguments: {@code --minutes N}, and {@code --seed S} to begin with a certain seed. Ends with 1 if there was a difference. */
    public static void main(String[] args) {
        long minutes = argument(args, "--minutes", 1);
        long first = argument(args, "--seed", new SplittableRandom().nextLong(1L << 53));
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        long scenarios = 0;
        long differences = 0;
        while (System.nanoTime() < end) {
            long seed = first + scenarios++;
            var difference = Difference.in(draw(Choices.seeded(seed)));
            if (difference.isPresent() && ++differences <= SHOWN) {
                System.out.printf("seed %d%n%s%n%n", seed, difference.get().shrunk());
            }
        }
        System.out.printf("seeds from %d: %d scenarios, %d differences%n", first, scenarios, differences);
        System.exit(differences == 0 ? 0 : 1);
    }

    /** Mostly ordinary scenarios; a few with many policies, a few with texts that are none. */
    static Scenario draw(Choices choices) {
        int kind = choices.below(200);
        if (kind == 0) {
            return Scenarios.drawLarge(choices);
        }
        return kind < 12 ? Scenarios.drawBroken(choices) : Scenarios.draw(choices);
    }

    private static long argument(String[] args, String name, long otherwise) {
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals(name)) {
                return Long.parseLong(args[i + 1]);
            }
        }
        return otherwise;
    }
}
