// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.StatementRef;
import dev.portcullis.policy.reference.ReferenceEvaluator;
import java.util.List;
import java.util.Optional;

/** What one evaluator says about a scenario, with every statement that matched. */
public record Verdict(Decision decision, List<StatementRef> matched) {
    private static final Verdict REFUSED = new Verdict(new Decision(Result.IMPLICIT_DENY, Layer.NONE), List.of());

    public Verdict {
        matched = List.copyOf(matched);
    }

    /** What the reference says. */
    public static Verdict ofReference(Scenario scenario) {
        var said = new ReferenceEvaluator().decide(scenario.request(), scenario.policies());
        return new Verdict(said.decision(), said.matched());
    }

    /** What the engine says when asked to explain. A text that it does not accept as a policy refuses the request. */
    public static Verdict ofEngine(Scenario scenario) {
        return EnginePolicies.of(scenario.policies())
                .map(policies -> new Authorizer().explain(scenario.request(), policies))
                .map(said -> new Verdict(
                        said.decision(),
                        said.matched().stream()
                                .map(Explanation.Match::statement)
                                .toList()))
                .orElse(REFUSED);
    }

    /** What the engine says on its fast path. */
    public static Decision decisionOfEngine(Scenario scenario) {
        return EnginePolicies.of(scenario.policies())
                .map(policies -> new Authorizer().decide(scenario.request(), policies))
                .orElse(REFUSED.decision());
    }

    /** The statement that decided: the first Deny, or the first Allow of the layer that granted; none of an implicit deny. */
    public Optional<StatementRef> deciding() {
        return matched.stream().filter(this::decides).findFirst();
    }

    /** The statement that decided, as {@code POLICY[INDEX]}. */
    public Optional<String> by() {
        return deciding().map(ref -> ref.policyId() + "[" + ref.index() + "]");
    }

    private boolean decides(StatementRef ref) {
        return switch (decision.result()) {
            case EXPLICIT_DENY -> ref.effect() == Effect.DENY;
            case ALLOWED -> ref.effect() == Effect.ALLOW && ref.layer() == decision.layer();
            case IMPLICIT_DENY -> false;
        };
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
