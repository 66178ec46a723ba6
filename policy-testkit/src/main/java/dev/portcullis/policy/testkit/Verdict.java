// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.StatementRef;
import dev.portcullis.policy.reference.ReferenceDecision;
import dev.portcullis.policy.reference.ReferenceEvaluator;
import java.util.List;
import java.util.Optional;

/**
 * What one evaluator says about a scenario.
 *
 * @param decision the result and the layer that decided
 * @param matched every statement that matched, in order
 * @param named the statement that decided, if one did
 */
public record Verdict(Decision decision, List<StatementRef> matched, Optional<StatementRef> named) {
    private static final Verdict REFUSED =
            new Verdict(new Decision(Result.IMPLICIT_DENY, Layer.NONE), List.of(), Optional.empty());

    public Verdict {
        matched = List.copyOf(matched);
    }

    /** What the reference says. */
    public static Verdict ofReference(Scenario scenario) {
        return of(new ReferenceEvaluator().decide(scenario.request(), scenario.policies()));
    }

    /** What a reference evaluator said. */
    static Verdict of(ReferenceDecision said) {
        return new Verdict(said.decision(), said.matched(), said.named());
    }

    /**
     * What the engine says when asked to explain, about policies that it was never asked about before. A text that it does not
     * accept as a policy refuses the request.
     */
    public static Verdict ofEngine(Scenario scenario) {
        return EnginePolicies.of(scenario.policies())
                .map(policies -> new Authorizer().explain(scenario.request(), policies))
                .map(said -> new Verdict(
                        said.decision(),
                        said.matched().stream()
                                .map(Explanation.Match::statement)
                                .toList(),
                        said.deciding().map(Explanation.Match::statement)))
                .orElse(REFUSED);
    }

    /** What the engine says on its fast path when it is asked again: then it has indexed the policies. */
    public static Decision decisionOfEngine(Scenario scenario) {
        return EnginePolicies.of(scenario.policies())
                .map(policies -> {
                    new Authorizer().decide(scenario.request(), policies);
                    return new Authorizer().decide(scenario.request(), policies);
                })
                .orElse(REFUSED.decision());
    }

    /** The statement that decided, as {@code POLICY[INDEX]}. */
    public Optional<String> by() {
        return named.map(ref -> ref.policyId() + "[" + ref.index() + "]");
    }

    /** Whether this is the outcome that a case settles. */
    public boolean fulfils(PolicyCase expected) {
        return decision.result() == expected.result()
                && expected.layer().map(layer -> layer == decision.layer()).orElse(true)
                && expected.by().map(by -> Optional.of(by).equals(by())).orElse(true);
    }

    /** The result alone. */
    public Result result() {
        return decision.result();
    }
}
