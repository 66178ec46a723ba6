// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Request;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.audit.AuditRecord;
import dev.portcullis.server.audit.AuditRecord.Decided;
import dev.portcullis.server.audit.AuditRecord.DecidingStatement;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authz.DecisionLog;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.http.HttpCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was found out about one request so far: for the metrics, for the form of an error, and for the audit log. The checks of a write may
 * run on another thread while the request's own waits for them; never two at once.
 */
public final class Trail implements DecisionLog {
    /** What the agents of instances ask every few seconds: recorded each time, it would drive out what others did. */
    private static final String POLL = "portcullis:GetOwnInstance";

    private static final int OK = 200;
    private static final Pattern KEY_ID = Pattern.compile("[A-Z0-9]{16,128}");

    private final DecisionLog next;
    private final List<Decided> decided = new ArrayList<>();
    private Optional<ServiceModel> service = Optional.empty();
    private String operation = "unknown";
    private Optional<Caller> caller = Optional.empty();
    private Optional<String> callerArn = Optional.empty();
    private Optional<String> provenAccount = Optional.empty();
    private Optional<String> provenKeyId = Optional.empty();
    private boolean isCommitted;

    /** @param next is told of decisions as well */
    public Trail(DecisionLog next) {
        this.next = next;
    }

    void service(ServiceModel found) {
        service = Optional.of(found);
    }

    void operation(String name) {
        operation = name;
    }

    void caller(Caller authenticated) {
        caller = Optional.of(authenticated);
    }

    /** Who proved by something else than a signature of its own who it is, and what it got. */
    void proven(AccountId account, String arn, String accessKeyId) {
        provenAccount = Optional.of(account.text());
        provenKeyId = Optional.of(accessKeyId);
        callerArn = Optional.of(arn);
    }

    /** Whether the operation's change, as it was applied last, goes into the history of the store. */
    void changes(boolean isRecorded) {
        isCommitted = isRecorded;
    }

    Optional<ServiceModel> service() {
        return service;
    }

    String serviceName() {
        return service.map(model -> model.metadata().id()).orElse("none");
    }

    String operation() {
        return operation;
    }

    /** The caller who is known, but not yet by its ARN. */
    Optional<Caller> unnamedCaller() {
        return callerArn.isPresent() ? Optional.empty() : caller;
    }

    @Override
    public void checking(Subject subject) {
        next.checking(subject);
        callerArn = Optional.of(subject.arn());
        decided.clear();
        isCommitted = false;
    }

    @Override
    public void allowed(Subject subject, Request request, Decision decision) {
        next.allowed(subject, request, decision);
        note(subject, request, decision, Optional.empty());
    }

    @Override
    public void denied(Subject subject, Request request, Explanation explanation) {
        next.denied(subject, request, explanation);
        note(subject, request, explanation.decision(), explanation.deciding().map(Trail::shown));
    }

    /**
     * The record for the audit log; empty of an answer that the history of the store tells of, or that tells an agent how its instance is.
     *
     * @param claimedKeyId the key id in the request, which counts only if the caller was not authenticated
     */
    Optional<AuditRecord> record(HttpCall call, int status, String code, Optional<String> claimedKeyId) {
        if (status == OK && (isCommitted || isPoll())) {
            return Optional.empty();
        }
        return Optional.of(new AuditRecord(
                call.arrival(),
                call.requestId(),
                caller.map(found -> found.account().text()).or(() -> provenAccount),
                callerArn,
                caller.map(Caller::accessKeyId).or(() -> provenKeyId).or(() -> claimedKeyId.filter(Trail::isKeyId)),
                call.client().getHostAddress(),
                call.header("User-Agent"),
                serviceName(),
                operation,
                status,
                code,
                Optional.empty(),
                decided));
    }

    private boolean isPoll() {
        return (serviceName() + ":" + operation).equals(POLL);
    }

    /** Capitals and digits, as issued ones are. What looks otherwise may be a secret in the wrong place. */
    private static boolean isKeyId(String claimed) {
        return KEY_ID.matcher(claimed).matches();
    }

    private void note(Subject subject, Request request, Decision decision, Optional<DecidingStatement> statement) {
        decided.add(new Decided(
                subject.arn(),
                request.action(),
                request.resource(),
                DecisionMetrics.name(decision.result()),
                DecisionMetrics.name(decision.layer()),
                statement));
    }

    private static DecidingStatement shown(Explanation.Match match) {
        var statement = match.statement();
        return new DecidingStatement(
                statement.policyId(),
                statement.index(),
                statement.sid(),
                match.way().map(way -> new AuditRecord.Way(way.roleArn(), way.attachedTo())));
    }
}
