// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Decision;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

/**
 * The engine and the reference say the same about policies from their text on: result and layer on the fast path, and when explained the
 * statements that match, in order, and the one that decided.
 */
class EngineAgainstReferenceTest {
    @Test
    void theyAgreeOnScenariosOfAllLayers() {
        var seen = new HashMap<Decision, Integer>();
        Seeds.forEach(20_000, Scenarios::draw, scenario -> {
            assertAgreement(scenario);
            seen.merge(Verdict.decisionOfEngine(scenario), 1, Integer::sum);
        });
        assertThat(seen).as("every way to decide was met").hasSizeGreaterThanOrEqualTo(17);
        assertThat(seen.values()).allSatisfy(times -> assertThat(times).isGreaterThan(20));
    }

    @Test
    void theyAgreeOnLargeSets() {
        Seeds.forEach(300, Scenarios::drawLarge, EngineAgainstReferenceTest::assertAgreement);
    }

    @Test
    void theyAgreeOnWhatIsNoPolicy() {
        Seeds.forEach(3_000, Scenarios::drawBroken, EngineAgainstReferenceTest::assertAgreement);
    }

    private static void assertAgreement(Scenario scenario) {
        Difference.in(scenario).ifPresent(difference -> {
            throw new AssertionError(difference.shrunk().toString());
        });
    }
}
