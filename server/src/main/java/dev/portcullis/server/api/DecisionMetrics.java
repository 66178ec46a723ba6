// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.StatementRef;
import dev.portcullis.server.authz.DecisionLog;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.ops.Metrics;
import java.util.Locale;

/** Counts decisions, and logs those that refuse, with the statement that decided. */
public final class DecisionMetrics implements DecisionLog {
    private static final System.Logger LOG = System.getLogger("dev.portcullis.denied");

    private final Metrics metrics;

    public DecisionMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void checking(Subject subject) {
        // nothing is decided yet
    }

    @Override
    public void allowed(Subject subject, Request request, Decision decision) {
        count(decision);
    }

    @Override
    public void denied(Subject subject, Request request, Explanation explanation) {
        count(explanation.decision());
        LOG.log(
                System.Logger.Level.INFO,
                () -> "%s may not %s on %s: %s by %s%s"
                        .formatted(
                                subject.arn(),
                                request.action(),
                                request.resource(),
                                name(explanation.decision().result()),
                                name(explanation.decision().layer()),
                                explanation
                                        .deciding()
                                        .map(match -> where(match.statement()))
                                        .orElse("")));
    }

    private void count(Decision decision) {
        metrics.decision(name(decision.result()), name(decision.layer()));
    }

    private static String where(StatementRef statement) {
        return ", policy " + statement.policyId() + ", statement " + statement.index();
    }

    static String name(Result result) {
        return switch (result) {
            case ALLOWED -> "allowed";
            case EXPLICIT_DENY -> "explicitDeny";
            case IMPLICIT_DENY -> "implicitDeny";
        };
    }

    static String name(Layer layer) {
        return layer.name().toLowerCase(Locale.ROOT);
    }
}
