// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.policy.Explanation.LayerVerdict;
import dev.portcullis.policy.Explanation.Match;
import dev.portcullis.policy.Explanation.NearMiss;
import dev.portcullis.policy.Explanation.Verdict;
import dev.portcullis.policy.Explanation.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The second pass: looks at every statement of every layer consulted and keeps what the decision left out. */
final class Explainer {
    private final PreparedRequest request;
    private final PolicySet policies;
    private final Decision decision;
    private final List<Match> matched = new ArrayList<>();
    private final List<LayerVerdict> verdicts = new ArrayList<>();
    private final List<NearMiss> misses = new ArrayList<>();
    /** The first Allow of the layer that granted (rule 10.3). */
    private @Nullable Match granting;

    /** Cleared while looking at a conveyed role that grants nothing, and at the boundary of any. */
    private boolean countsAsGrant = true;

    private Explainer(Decision decision, PreparedRequest request, PolicySet policies) {
        this.decision = decision;
        this.request = request;
        this.policies = policies;
    }

    static Explanation explain(Decision decision, PreparedRequest request, PolicySet policies) {
        var explainer = new Explainer(decision, request, policies);
        if (!StandingRules.alwaysAllows(request)) {
            explainer.visit();
        }
        return new Explanation(decision, explainer.deciding(), explainer.matched, explainer.verdicts, explainer.misses);
    }

    private Optional<Match> deciding() {
        return switch (decision.result()) {
            case EXPLICIT_DENY ->
                matched.stream()
                        .filter(match -> match.statement().effect() == Effect.DENY)
                        .findFirst();
            case ALLOWED -> decision.layer() == Layer.NONE ? Optional.empty() : Optional.ofNullable(granting);
            case IMPLICIT_DENY -> Optional.empty();
        };
    }

    private void visit() {
        if (StandingRules.rcpBinds(request)) {
            levels(policies.rcp(), Layer.RCP);
        }
        if (StandingRules.scpBinds(request.principal())) {
            levels(policies.scp(), Layer.SCP);
        }
        optional(policies.endpoint(), Layer.ENDPOINT);
        optional(policies.resource(), Layer.RESOURCE);
        identity();
        optional(policies.boundary(), Layer.BOUNDARY);
        optional(policies.session(), Layer.SESSION);
    }

    private void levels(List<Pool> levels, Layer layer) {
        for (int level = 0; level < levels.size(); level++) {
            int first = matched.size();
            pool(levels.get(level), layer, level, Optional.empty());
            // the full-access policy of every level of resource control policies is implied (rule 10.15)
            verdict(layer, level, first, layer == Layer.RCP);
        }
    }

    private void optional(@Nullable Pool pool, Layer layer) {
        if (pool != null) {
            int first = matched.size();
            pool(pool, layer, 0, Optional.empty());
            verdict(layer, 0, first, false);
        }
    }

    private void identity() {
        int first = matched.size();
        pool(policies.identity(), Layer.IDENTITY, 0, Optional.empty());
        boolean allows = hasAllow(first);
        for (var conveyed : policies.conveyed()) {
            var way = Optional.of(
                    new Way(conveyed.role().roleArn(), conveyed.role().attachedTo()));
            boolean conveys = Layers.conveyed(conveyed, request, Answer.SILENT).allows();
            countsAsGrant = conveys;
            pool(conveyed.policies(), Layer.IDENTITY, 0, way);
            countsAsGrant = false;
            if (conveyed.boundary() != null) {
                pool(conveyed.boundary(), Layer.IDENTITY, 0, way);
            }
            countsAsGrant = true;
            allows |= conveys;
        }
        boolean denies = hasDeny(first);
        verdicts.add(new LayerVerdict(
                Layer.IDENTITY, 0, denies ? Verdict.DENIES : allows ? Verdict.ALLOWS : Verdict.SILENT));
    }

    private void verdict(Layer layer, int level, int first, boolean isAllowImplied) {
        var verdict =
                hasDeny(first) ? Verdict.DENIES : isAllowImplied || hasAllow(first) ? Verdict.ALLOWS : Verdict.SILENT;
        verdicts.add(new LayerVerdict(layer, level, verdict));
    }

    private boolean hasDeny(int first) {
        return matched.subList(first, matched.size()).stream()
                .anyMatch(match -> match.statement().effect() == Effect.DENY);
    }

    private boolean hasAllow(int first) {
        return matched.subList(first, matched.size()).stream()
                .anyMatch(match -> match.statement().effect() == Effect.ALLOW);
    }

    private void pool(Pool pool, Layer layer, int level, Optional<Way> way) {
        for (var policy : pool.policies()) {
            for (var statement : policy.statements()) {
                statement(policy, statement, layer, level, way);
            }
        }
    }

    private void statement(Policy policy, Statement statement, Layer layer, int level, Optional<Way> way) {
        var names = statement.level(request, layer, policies.boundary() != null);
        boolean isPassedBy = layer == Layer.RESOURCE
                && statement.effect() == Effect.DENY
                && StandingRules.passesResourceDeny(request);
        if (names == MatchLevel.NONE || isPassedBy || !statement.covers(request, layer)) {
            return;
        }
        var ref = new StatementRef(layer, level, policy.id(), statement.index(), statement.sid(), statement.effect());
        if (statement.holds(request)) {
            var match = new Match(ref, statement.span(), way);
            matched.add(match);
            grant(match);
        } else if (isWithheld(statement, layer)) {
            nearMiss(statement, ref, way);
        }
    }

    private void grant(Match match) {
        boolean grants = countsAsGrant
                && match.statement().effect() == Effect.ALLOW
                && match.statement().layer() == decision.layer();
        if (grants && granting == null) {
            granting = match;
        }
    }

    private boolean isWithheld(Statement statement, Layer layer) {
        boolean mightHaveGranted =
                layer == decision.layer() || (layer == Layer.RESOURCE && decision.layer() == Layer.IDENTITY);
        return decision.result() == Result.IMPLICIT_DENY && statement.effect() == Effect.ALLOW && mightHaveGranted;
    }

    private void nearMiss(Statement statement, StatementRef ref, Optional<Way> way) {
        Clause missed = null;
        for (var clause : statement.clauses()) {
            if (!clause.holds(request.context())) {
                if (missed != null && !missed.keyText().equalsIgnoreCase(clause.keyText())) {
                    return;
                }
                missed = missed == null ? clause : missed;
            }
        }
        if (missed != null) {
            misses.add(new NearMiss(
                    ref,
                    statement.span(),
                    way,
                    missed.operatorText(),
                    missed.keyText(),
                    missed.isKeyAbsent(request.context())));
        }
    }
}
