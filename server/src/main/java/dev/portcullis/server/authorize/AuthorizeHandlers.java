// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.aws.portcullis.Answer;
import dev.portcullis.aws.portcullis.AuthorizeBatchRequest;
import dev.portcullis.aws.portcullis.AuthorizeBatchResponse;
import dev.portcullis.aws.portcullis.AuthorizeRequest;
import dev.portcullis.aws.portcullis.AuthorizeResponse;
import dev.portcullis.aws.portcullis.ContextEntry;
import dev.portcullis.aws.portcullis.MatchedStatement;
import dev.portcullis.aws.portcullis.NearMiss;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.Question;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Result;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Operation.Plan;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authz.Advisor;
import dev.portcullis.server.authz.Advisor.Advice;
import dev.portcullis.server.authz.EncodedMessages;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The operations by which other services have their requests decided.
 *
 * <p>Users and roles may ask if their policies allow {@code portcullis:Authorize}. A registered service has no policies: what lets it ask is
 * a policy on the resource's side, {@link ServicesMayAsk}, so that the engine decides here as everywhere, and whatever else a service tries is
 * refused for want of such a policy. Who registers services therefore decides who may ask.
 */
public final class AuthorizeHandlers {
    private final PresentedCallers callers;
    private final EncodedMessages encodedMessages;
    private final Advisor advisor = new Advisor();

    public AuthorizeHandlers(Authenticator authenticator, AwsPolicies awsPolicies, EncodedMessages encodedMessages) {
        this.encodedMessages = encodedMessages;
        this.callers = new PresentedCallers(authenticator, awsPolicies);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.planned(
                        PortcullisModel.AUTHORIZE,
                        (request, call) -> new Plan<>(ServicesMayAsk.side(call), () -> authorize(request, call))),
                Operation.planned(
                        PortcullisModel.AUTHORIZE_BATCH,
                        (request, call) -> new Plan<>(ServicesMayAsk.side(call), () -> authorizeBatch(request, call))));
    }

    private AuthorizeResponse authorize(AuthorizeRequest request, Call call) {
        var subject = callers.find(request.session(), request.signedRequest(), call);
        var question = Question.builder()
                .actionName(request.actionName())
                .resource(request.resource())
                .resourceAccount(request.resourceAccount())
                .context(request.context())
                .resourcePolicy(request.resourcePolicy())
                .build();
        var answer = answer(subject, question, List.of(), request.explain().orElse(false), call);
        return AuthorizeResponse.builder()
                .decision(answer.decision())
                .reason(answer.reason())
                .layer(answer.layer())
                .matchedStatements(answer.matchedStatements())
                .nearestMisses(answer.nearestMisses())
                .encodedMessage(answer.encodedMessage())
                .callerArn(subject.arn())
                .callerAccount(subject.caller().account().text())
                .userId(subject.userId())
                .build();
    }

    private AuthorizeBatchResponse authorizeBatch(AuthorizeBatchRequest request, Call call) {
        var subject = callers.find(request.session(), request.signedRequest(), call);
        boolean explain = request.explain().orElse(false);
        return AuthorizeBatchResponse.builder()
                .answers(request.questions().stream()
                        .map(question -> answer(subject, question, request.context(), explain, call))
                        .toList())
                .callerArn(subject.arn())
                .callerAccount(subject.caller().account().text())
                .userId(subject.userId())
                .build();
    }

    private Answer answer(Subject subject, Question wire, List<ContextEntry> shared, boolean explain, Call call) {
        var question = Questions.read(wire, shared, subject.caller().account());
        var advice = advisor.advise(subject, question, call.caller().facts().arrival(), explain, call.decisions());
        return answer(advice, explain)
                .encodedMessage(
                        advice.explanation().decision().isAllowed()
                                ? Optional.empty()
                                : encodedMessages.of(subject, advice.request(), advice.explanation(), call.time()))
                .build();
    }

    private static Answer.Builder answer(Advice advice, boolean explain) {
        var explanation = advice.explanation();
        var answer = Answer.builder()
                .decision(name(explanation.decision().result()))
                .layer(Optional.of(name(explanation.decision().layer())))
                .reason(advice.reason());
        if (explain) {
            answer.matchedStatements(explanation.matched().stream()
                            .map(AuthorizeHandlers::shown)
                            .toList())
                    .nearestMisses(explanation.nearestMisses().stream()
                            .map(AuthorizeHandlers::shown)
                            .toList());
        }
        return answer;
    }

    private static MatchedStatement shown(Explanation.Match match) {
        var statement = match.statement();
        return MatchedStatement.builder()
                .sourcePolicyId(statement.policyId())
                .sourcePolicyType(name(statement.layer()))
                .statementIndex(statement.index())
                .sid(statement.sid())
                .roleArn(match.way().map(Explanation.Way::roleArn))
                .attachedTo(match.way().map(Explanation.Way::attachedTo))
                .build();
    }

    private static NearMiss shown(Explanation.NearMiss miss) {
        return NearMiss.builder()
                .sourcePolicyId(miss.statement().policyId())
                .sourcePolicyType(name(miss.statement().layer()))
                .statementIndex(miss.statement().index())
                .sid(miss.statement().sid())
                .roleArn(miss.way().map(Explanation.Way::roleArn))
                .attachedTo(miss.way().map(Explanation.Way::attachedTo))
                .conditionOperator(miss.operator())
                .conditionKey(miss.key())
                .keyAbsent(miss.isKeyAbsent())
                .build();
    }

    static String name(Result result) {
        return switch (result) {
            case ALLOWED -> "allowed";
            case EXPLICIT_DENY -> "explicitDeny";
            case IMPLICIT_DENY -> "implicitDeny";
        };
    }

    private static String name(Layer layer) {
        return layer.name().toLowerCase(Locale.ROOT);
    }
}
