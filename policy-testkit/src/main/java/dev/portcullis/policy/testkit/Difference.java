// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Decision;
import java.util.Optional;

/** A scenario on which the engine and the reference do not say the same. */
public record Difference(Scenario scenario, Verdict reference, Verdict explained, Decision fast) {

    /**
     * Compares them: on the fast path result and layer; when explained also the full ordered list of matched statements and the one that is
     * named. Empty if they agree.
     */
    public static Optional<Difference> in(Scenario scenario) {
        var reference = Verdict.ofReference(scenario);
        var explained = Verdict.ofEngine(scenario);
        var fast = Verdict.decisionOfEngine(scenario);
        return reference.equals(explained) && reference.decision().equals(fast)
                ? Optional.empty()
                : Optional.of(new Difference(scenario, reference, explained, fast));
    }

    /** The same difference on as small a scenario as can be found. */
    public Difference shrunk() {
        return in(Shrink.smallest(scenario, smaller -> in(smaller).isPresent())).orElse(this);
    }

    @Override
    public String toString() {
        return "%s%nreference %s%nengine    %s%nfast path %s".formatted(scenario, reference, explained, fast);
    }
}
