// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.aws.model.Access;
import dev.portcullis.aws.model.Authorization.Check;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Protocol;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Gate;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.Request;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.UnauthorizedOperation;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Stands before every operation. It turns operation and input into checks, as the overlay says, and asks the engine each of them, on one
 * and the same value of the caller's account.
 */
public final class Gatekeeper {
    private final Authorizer authorizer = new Authorizer();
    private final AwsPolicies aws;
    private final EncodedMessages encoded;
    private final Zones zones;

    /**
     * @param encoded what denials of services tell that hide the rest in an encoded message
     * @param zones where instances are that are about to be launched
     */
    public Gatekeeper(AwsPolicies aws, EncodedMessages encoded, Zones zones) {
        this.aws = aws;
        this.encoded = encoded;
        this.zones = zones;
    }

    /**
     * A permission that was given.
     *
     * @param allowedBy of a write the layer and statement, for the audit; empty of a read
     */
    public record Grant(String callerArn, String allowedBy) {}

    /**
     * Requires that the caller may do this.
     *
     * @param account a value of the caller's account
     * @param log of this request
     * @return who it is, and what allowed it
     * @throws dev.portcullis.server.error.ApiException if the caller may not, with AWS's sentence, or if its credentials do not count
     */
    public <I> Grant require(Account account, Caller caller, OperationModel<I, ?> operation, I input, DecisionLog log) {
        return require(account, Optional.empty(), caller, operation, input, Optional.empty(), log);
    }

    /** As {@link #require(Account, Caller, OperationModel, Object, DecisionLog)}, on instances that the account has in a region. */
    public <I> Grant require(
            Account account,
            InstanceRegistry instances,
            Caller caller,
            OperationModel<I, ?> operation,
            I input,
            DecisionLog log) {
        return require(account, Optional.of(instances), caller, operation, input, Optional.empty(), log);
    }

    /** As {@link #require(Account, Caller, OperationModel, Object, DecisionLog)}, on a resource that has a policy of its own. */
    public <I> Grant require(
            Account account,
            Caller caller,
            OperationModel<I, ?> operation,
            I input,
            Optional<ResourceSide> side,
            DecisionLog log) {
        return require(account, Optional.empty(), caller, operation, input, side, log);
    }

    private <I> Grant require(
            Account account,
            Optional<InstanceRegistry> instances,
            Caller caller,
            OperationModel<I, ?> operation,
            I input,
            Optional<ResourceSide> side,
            DecisionLog log) {
        var subject = Subject.of(account, caller, aws);
        log.checking(subject);
        var access = operation.authorization().access();
        if (access == Access.AGENT) {
            return agent(subject, operation);
        }
        CredentialLimits.require(caller, operation.service().id(), operation.name());
        return switch (access) {
            case ANY_AUTHENTICATED -> new Grant(subject.arn(), "any authenticated caller");
            case CHECKED -> checked(account, instances, subject, operation, input, side, log);
            case AGENT, ANYONE -> throw new IllegalArgumentException(operation + " asks for no caller's permission");
        };
    }

    /** What an agent asks is about its own instance, which it does not name: the operation finds the instance by the caller. */
    private static Grant agent(Subject subject, OperationModel<?, ?> operation) {
        if (!(subject.caller().identity() instanceof Identity.Agent)) {
            throw new AccessDenied("Only the agent of an instance can call " + operation.name() + ".").asException();
        }
        return new Grant(subject.arn(), "the agent of the instance");
    }

    private <I> Grant checked(
            Account account,
            Optional<InstanceRegistry> instances,
            Subject subject,
            OperationModel<I, ?> operation,
            I input,
            Optional<ResourceSide> side,
            DecisionLog log) {
        var fields = new Input(operation.input(), input);
        var allowedBy = "";
        for (var check : operation.authorization().checks()) {
            if (applies(check, fields, side)) {
                for (var resource : CheckedResource.all(account, instances, zones, subject, check.resource(), fields)) {
                    var asked = new Asked(operation, account, subject, check, resource, fields);
                    var by = require(asked, side, log);
                    allowedBy = allowedBy.isEmpty() ? by : allowedBy;
                }
            }
        }
        if (subject.caller().browser().isPresent()) {
            RecentProof.require(
                    subject, operation.toString(), operation.authorization().writes(), () -> fields.text("UserName"));
        }
        return new Grant(subject.arn(), allowedBy);
    }

    /** One check of an operation, on one resource. */
    private record Asked(
            OperationModel<?, ?> operation,
            Account account,
            Subject subject,
            Check check,
            CheckedResource resource,
            Input input) {}

    private static boolean applies(Check check, Input fields, Optional<ResourceSide> side) {
        return check.onlyIfAny().isEmpty()
                || check.onlyIfAny().stream().anyMatch(fields::isPresent)
                || side.filter(found -> found.carried().contains(check.action()))
                        .isPresent();
    }

    private String require(Asked asked, Optional<ResourceSide> side, DecisionLog log) {
        var subject = asked.subject();
        var request = request(asked, side);
        var seen = side.map(found -> isHidden(found, subject, request)
                ? ResourceSide.absent(found.owner()).provenAt(found.secondFactorAt())
                : found);
        return seen.equals(side)
                ? require(asked, request, PolicySets.of(subject, side), log)
                : require(asked, request(asked, seen), PolicySets.of(subject, seen), log);
    }

    /**
     * Whether the resource belongs to another account and its policy does not let the caller in, whatever the caller's own policies say.
     * Then it is judged as if it were not there: a refusal tells strangers nothing, not even through conditions on its tags.
     */
    private boolean isHidden(ResourceSide side, Subject subject, Request request) {
        if (side.owner().equals(subject.caller().account())) {
            return false;
        }
        var everything = PolicySet.builder()
                .identity(List.of(aws.administratorAccess().policy()))
                .gate(Gate.TRUST);
        side.trust().ifPresent(everything::resource);
        return !authorizer.decide(request, everything.build()).isAllowed();
    }

    private static Request request(Asked asked, Optional<ResourceSide> side) {
        var subject = asked.subject();
        var check = asked.check();
        var resource = asked.resource();
        var keys = ContextKeys.global(subject);
        for (var template : check.context()) {
            ContextKeys.supply(keys, template, asked.account(), resource, asked.input());
        }
        resource.keys().forEach(keys::put);
        if (check.action().startsWith("ec2:")) {
            keys.put("ec2:Region", subject.caller().facts().region());
        }
        if (check.resource().kind().isTagged()) {
            ContextKeys.resourceTags(keys, side.map(ResourceSide::tags).orElseGet(resource::tags), taggedBy(check));
        }
        side.flatMap(ResourceSide::secondFactorAt)
                .ifPresent(at -> ContextKeys.secondFactor(
                        keys, at, subject.caller().facts().arrival()));
        var owner = side.map(ResourceSide::owner).orElse(asked.account().id()).text();
        keys.put("aws:ResourceAccount", owner);
        return new Request(subject.principal(), check.action(), resource.arn(), owner, keys.build());
    }

    /** The action whose service gives the resource's tags their name: an instance is EC2's, whichever service has the action. */
    private static String taggedBy(Check check) {
        return switch (check.resource().kind()) {
            case INSTANCE, INSTANCES, INSTANCE_OF_ASSOCIATION -> "ec2:DescribeInstances";
            default -> check.action();
        };
    }

    private String require(Asked asked, Request request, PolicySet policies, DecisionLog log) {
        var subject = asked.subject();
        Decision decision = authorizer.decide(request, policies);
        if (decision.isAllowed()) {
            log.allowed(subject, request, decision);
            return asked.operation().authorization().writes() ? statement(authorizer.explain(request, policies)) : "";
        }
        var explanation = authorizer.explain(request, policies);
        log.denied(subject, request, explanation);
        throw AwsOwned.error(request, explanation)
                .orElseGet(() -> denial(asked, request, explanation))
                .asException();
    }

    private ApiError denial(Asked asked, Request request, Explanation explanation) {
        var subject = asked.subject();
        var sentence = Denial.sentence(subject, request, explanation);
        if (asked.operation().service().protocol() != Protocol.EC2) {
            return new AccessDenied(sentence);
        }
        var arrival = subject.caller().facts().arrival();
        return new UnauthorizedOperation("You are not authorized to perform this operation. " + sentence
                + encoded.of(subject, request, explanation, arrival)
                        .map(message -> ". Encoded authorization failure message: " + message)
                        .orElse(""));
    }

    /**
     * Tells the log who a caller is whose request went wrong before any check.
     *
     * @throws dev.portcullis.server.error.ApiException if the caller's credentials do not count any more
     */
    public void identify(Account account, Caller caller, DecisionLog log) {
        log.checking(Subject.of(account, caller, aws));
    }

    /** What decided, in a few words. */
    private static String statement(Explanation explanation) {
        var layer = explanation.decision().layer().name().toLowerCase(Locale.ROOT);
        return explanation
                .deciding()
                .map(match -> layer + " policy " + match.statement().policyId() + " statement "
                        + match.statement()
                                .sid()
                                .orElseGet(
                                        () -> Integer.toString(match.statement().index()))
                        + match.way().map(way -> " " + Denial.words(way)).orElse(""))
                .orElse("root or always allowed");
    }
}
