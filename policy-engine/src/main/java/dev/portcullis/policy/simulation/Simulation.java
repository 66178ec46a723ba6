// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.simulation;

import dev.portcullis.policy.Arn;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Explanation.Match;
import dev.portcullis.policy.Explanation.Verdict;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Policies to be tried on a caller: who asks, under which policies, in which circumstances.
 *
 * @param caller as whom the actions are tried
 * @param context the condition keys: no others are present, not even the time (rule 13.2)
 * @param resourceOwner the account that owns the resources whose ARN names none; the caller's where empty
 */
public record Simulation(
        Principal caller, SimulatedPolicies policies, Context context, Optional<String> resourceOwner) {
    /** The resource that stands for all of them. */
    public static final String ANY = "*";

    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:[A-Za-z0-9]+");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Authorizer AUTHORIZER = new Authorizer();

    /** Whether a text names an action, {@code PREFIX:NAME}: wildcards cannot be simulated (rule 13.2). */
    public static boolean isAction(String text) {
        return ACTION.matcher(text).matches();
    }

    /**
     * Tries an action on resources.
     *
     * @param resources ARNs; none stands for {@link #ANY}
     * @throws IllegalArgumentException if the action is no name of one
     */
    public SimulatedAction simulate(String action, List<String> resources) {
        if (!isAction(action)) {
            throw new IllegalArgumentException("not the name of an action: " + action);
        }
        var named = resources.isEmpty() ? List.of(ANY) : resources;
        return new SimulatedAction(
                action,
                named.stream().map(resource -> onResource(action, resource)).toList());
    }

    private SimulatedResource onResource(String action, String resource) {
        var owner = ownerOf(resource);
        var why = AUTHORIZER.explain(
                new Request(caller, action, resource, owner, context), policies.setFor(action, resource));
        return new SimulatedResource(
                resource,
                why.decision().result(),
                deciding(why),
                missingKeys(),
                policies.boundary().map(_ -> allows(why, Layer.BOUNDARY)),
                policies.organization().isEmpty() ? Optional.empty() : Optional.of(allows(why, Layer.SCP)),
                owner.equals(caller.account()) ? Map.of() : details(why));
    }

    private String ownerOf(String resource) {
        return Arn.parse(resource)
                .map(Arn::account)
                .filter(account -> ACCOUNT.matcher(account).matches())
                .or(this::resourceOwner)
                .orElse(caller.account());
    }

    private static List<Match> deciding(Explanation why) {
        return switch (why.decision().result()) {
            case IMPLICIT_DENY -> List.of();
            case EXPLICIT_DENY ->
                why.matched().stream()
                        .filter(match -> match.statement().effect() == Effect.DENY)
                        .toList();
            case ALLOWED -> why.matched().stream().filter(Simulation::grants).toList();
        };
    }

    private static boolean grants(Match match) {
        var layer = match.statement().layer();
        return layer == Layer.IDENTITY || layer == Layer.RESOURCE;
    }

    private List<String> missingKeys() {
        return SimulatedPolicies.contextKeys(policies.all()).stream()
                .filter(key -> context.value(key).isEmpty())
                .toList();
    }

    /** Whether a layer that was consulted allows at each of its levels; one that does not bind the caller is no obstacle. */
    private static boolean allows(Explanation why, Layer layer) {
        return why.verdicts().stream()
                .filter(said -> said.layer() == layer)
                .allMatch(said -> said.verdict() == Verdict.ALLOWS);
    }

    /** A layer of several levels comes to what the most restrictive of them does. */
    private static Map<Layer, Result> details(Explanation why) {
        var details = new EnumMap<Layer, Result>(Layer.class);
        for (var said : why.verdicts()) {
            details.merge(said.layer(), result(said.verdict()), Simulation::moreRestrictive);
        }
        return details;
    }

    private static Result result(Verdict verdict) {
        return switch (verdict) {
            case ALLOWS -> Result.ALLOWED;
            case DENIES -> Result.EXPLICIT_DENY;
            case SILENT -> Result.IMPLICIT_DENY;
        };
    }

    static Result moreRestrictive(Result one, Result other) {
        if (one == Result.EXPLICIT_DENY || other == Result.EXPLICIT_DENY) {
            return Result.EXPLICIT_DENY;
        }
        return one == Result.ALLOWED ? other : one;
    }
}
