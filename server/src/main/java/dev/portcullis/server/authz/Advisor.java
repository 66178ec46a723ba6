// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Gate;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells other services what a caller may do there: the same engine, policies and context as for calls of this server. */
public final class Advisor {
    private final Authorizer authorizer = new Authorizer();

    /**
     * What a service asks.
     *
     * @param action {@code PREFIX:NAME}; one that nobody knows is allowed by whatever policy matches it, and by nothing else
     * @param resource an ARN or {@code *}
     * @param resourceAccount the account that owns the resource
     * @param context the condition keys that the service supplies
     * @param resourcePolicy the resource's own policy
     */
    public record Question(
            String action,
            String resource,
            String resourceAccount,
            Map<String, Context.Value> context,
            Optional<Policy> resourcePolicy) {
        /** @throws ApiException if the service supplies a key that only this server may supply */
        public Question {
            for (var key : context.keySet()) {
                if (ReservedKeys.contains(key)) {
                    throw new InvalidInput("The condition key " + key
                                    + " speaks of the caller or is told by other means: it cannot be given in Context.")
                            .asException();
                }
            }
            context = Map.copyOf(context);
        }
    }

    /**
     * What it is told.
     *
     * @param request what the engine was asked
     * @param reason a sentence; of a refusal AWS's own, fit for the caller
     */
    public record Advice(Request request, Explanation explanation, String reason) {}

    /**
     * Answers a question.
     *
     * @param now the time that counts, also for conditions
     * @param explain whether a permission is to be explained as well; a refusal always is
     * @param log of the request that asks
     */
    public Advice advise(Subject subject, Question question, Instant now, boolean explain, DecisionLog log) {
        var request = new Request(
                subject.principal(),
                question.action(),
                question.resource(),
                question.resourceAccount(),
                context(subject, question, now));
        if (!credentialsSuffice(subject, request)) {
            return refused(subject, request, unexplained(new Decision(Result.IMPLICIT_DENY, Layer.NONE)), log);
        }
        var policies = policies(subject, question);
        var decision = authorizer.decide(request, policies);
        if (!decision.isAllowed()) {
            return refused(subject, request, authorizer.explain(request, policies), log);
        }
        log.allowed(subject, request, decision);
        var explanation = explain ? authorizer.explain(request, policies) : unexplained(decision);
        return new Advice(request, explanation, allowed(explanation));
    }

    private static Advice refused(Subject subject, Request request, Explanation explanation, DecisionLog log) {
        log.denied(subject, request, explanation);
        return new Advice(request, explanation, Denial.sentence(subject, request, explanation));
    }

    private static Explanation unexplained(Decision decision) {
        return new Explanation(decision, Optional.empty(), List.of(), List.of(), List.of());
    }

    /** What the service says comes first: nothing of it can replace what this server knows. */
    private static Context context(Subject subject, Question question, Instant now) {
        var keys = Context.builder();
        var region = subject.caller().facts().region();
        if (!region.isEmpty()) {
            keys.put("aws:RequestedRegion", region);
        }
        keys.put("aws:ViaAWSService", "false");
        question.context().forEach(keys::put);
        ContextKeys.ofCaller(subject, now, keys);
        keys.put("aws:ResourceAccount", question.resourceAccount());
        return keys.build();
    }

    private static PolicySet policies(Subject subject, Question question) {
        var policies = PolicySets.of(subject, Optional.empty()).toBuilder()
                .gate(Gate.of(question.action(), question.resource()));
        question.resourcePolicy().ifPresent(policies::resource);
        return policies.build();
    }

    /** Rule 10.13: some credentials are of no use for some actions, whatever policies say. */
    private static boolean credentialsSuffice(Subject subject, Request request) {
        var words = request.action().split(":", 2);
        try {
            CredentialLimits.require(subject.caller(), words[0].toLowerCase(Locale.ROOT), words[1]);
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    private static String allowed(Explanation explanation) {
        var layer = explanation.decision().layer();
        if (layer == Layer.NONE) {
            return "Allowed: no policy needs to say so.";
        }
        return explanation
                .deciding()
                .map(match -> "Allowed by statement "
                        + match.statement()
                                .sid()
                                .orElseGet(
                                        () -> Integer.toString(match.statement().index()))
                        + " of the " + Denial.name(layer) + " "
                        + match.statement().policyId()
                        + match.way().map(way -> ", " + Denial.words(way)).orElse("") + ".")
                .orElseGet(() -> "Allowed by " + Denial.article(layer) + " " + Denial.name(layer) + ".");
    }
}
