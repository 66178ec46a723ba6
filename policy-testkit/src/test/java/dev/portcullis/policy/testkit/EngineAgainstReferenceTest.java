// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.StatementRef;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

/** The engine and the reference say the same, on the fast path and when explained, about policies from their text on. */
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

    @Test
    void theStatementThatIsNamedIsTheFirstThatDecides() {
        Seeds.forEach(3_000, Scenarios::draw, scenario -> {
            var policies = EnginePolicies.of(scenario.policies()).orElseThrow();
            var named = new Authorizer()
                    .explain(scenario.request(), policies)
                    .deciding()
                    .map(Explanation.Match::statement);
            var reference = Verdict.ofReference(scenario);
            if (reference.decision().equals(new Decision(Result.ALLOWED, Layer.RESOURCE))) {
                // of several Allows of the resource it is the first that names the caller directly enough
                assertThat(named)
                        .get()
                        .isIn(reference.matched())
                        .extracting(StatementRef::layer)
                        .isEqualTo(Layer.RESOURCE);
            } else {
                assertThat(named).isEqualTo(reference.deciding());
            }
        });
    }

    private static void assertAgreement(Scenario scenario) {
        Difference.in(scenario).ifPresent(difference -> {
            throw new AssertionError(difference.shrunk().toString());
        });
    }
}
