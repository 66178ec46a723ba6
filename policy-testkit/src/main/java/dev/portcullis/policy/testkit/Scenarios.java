// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Conveyed;
import dev.portcullis.policy.reference.ReferencePolicies.Gate;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws scenarios from policy text on. The policies are made from the request, with small changes, because a pattern that misses by one
 * character finds more than random text.
 */
public final class Scenarios {
    private final Choices choices;
    private final RequestDraw about;
    private final PolicyDraw policies;

    private Scenarios(Choices choices) {
        this.choices = choices;
        this.about = RequestDraw.draw(choices);
        this.policies = new PolicyDraw(choices, about);
    }

    /** A request and policies for every layer. All documents are well-formed. */
    public static Scenario draw(Choices choices) {
        return new Scenarios(choices).scenario();
    }

    /** As {@link #draw}, with so many identity policies that an evaluator may want to look them up instead of reading them all. */
    public static Scenario drawLarge(Choices choices) {
        var drawn = new Scenarios(choices);
        var scenario = drawn.scenario();
        var many = drawn.pool("many", Layer.IDENTITY, 20 + choices.below(80));
        return scenario.with(Layer.IDENTITY, many);
    }

    /** A scenario one of whose texts is, nearly always, no policy: both evaluators have to refuse, or both to read it. */
    public static Scenario drawBroken(Choices choices) {
        var drawn = new Scenarios(choices);
        var layer = choices.oneOf(Layer.IDENTITY, Layer.BOUNDARY, Layer.SESSION, Layer.RESOURCE, Layer.ENDPOINT);
        return drawn.scenario().with(layer, List.of(new Text("broken", drawn.policies.broken(layer))));
    }

    /** A well-formed document for a layer, fitting a scenario's request about as well as its own policies do. */
    public static Text document(Choices choices, Scenario scenario, Layer layer, String id) {
        var about = RequestDraw.of(scenario.request());
        return new Text(id, new PolicyDraw(choices, about).document(layer));
    }

    private Scenario scenario() {
        return new Scenario(
                about.request(),
                new ReferencePolicies(
                        pool("identity", Layer.IDENTITY, choices.below(3)),
                        conveyed(),
                        maybe("boundary", Layer.BOUNDARY, 20),
                        choices.chance(sessionChance())
                                ? Optional.of(pool("session", Layer.SESSION, choices.below(3)))
                                : Optional.empty(),
                        maybe("resource", Layer.RESOURCE, 60),
                        gate(),
                        levels("scp", Layer.SCP, 18),
                        levels("rcp", Layer.RCP, 12),
                        maybe("endpoint", Layer.ENDPOINT, 10)));
    }

    private int sessionChance() {
        return about.request().principal() instanceof Principal.FederatedUser ? 60 : 20;
    }

    private Gate gate() {
        var action = about.request().action();
        if (action.startsWith("sts:") && about.request().resource().contains(":role/")) {
            return choices.chance(90) ? Gate.TRUST : Gate.NONE;
        }
        if (about.request().resource().contains(":key/")) {
            return choices.chance(90) ? Gate.KMS_KEY : Gate.NONE;
        }
        return choices.chance(97) ? Gate.NONE : choices.oneOf(Gate.TRUST, Gate.KMS_KEY);
    }

    private List<Conveyed> conveyed() {
        var roles = new ArrayList<Conveyed>();
        int count = choices.chance(12) ? 1 + choices.below(2) : 0;
        for (int i = 0; i < count; i++) {
            roles.add(new Conveyed(
                    pool("conveyed" + i, Layer.IDENTITY, 1 + choices.below(2)),
                    maybe("conveyed" + i + "boundary", Layer.IDENTITY, 50)));
        }
        return roles;
    }

    private Optional<Text> maybe(String id, Layer layer, int percent) {
        return choices.chance(percent) ? Optional.of(new Text(id, policies.document(layer))) : Optional.empty();
    }

    private List<Text> pool(String id, Layer layer, int count) {
        var pool = new ArrayList<Text>();
        for (int i = 0; i < count; i++) {
            pool.add(new Text(id + i, policies.document(layer)));
        }
        return pool;
    }

    private List<List<Text>> levels(String id, Layer layer, int percent) {
        var levels = new ArrayList<List<Text>>();
        int count = choices.chance(percent) ? 1 + choices.below(3) : 0;
        for (int i = 0; i < count; i++) {
            var level = new ArrayList<>(pool(id + i + "-", layer, choices.below(3)));
            if (layer == Layer.SCP && choices.chance(70)) {
                level.add(
                        new Text(
                                "full" + i,
                                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}"));
            }
            levels.add(level);
        }
        return levels;
    }
}
