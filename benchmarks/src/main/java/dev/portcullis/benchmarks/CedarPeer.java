// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.IpAddress;
import com.cedarpolicy.value.PrimString;
import dev.portcullis.policy.Effect;
import dev.portcullis.policy.testkit.Workload;
import dev.portcullis.policy.testkit.Workload.Member;
import dev.portcullis.policy.testkit.Workload.Question;
import dev.portcullis.policy.testkit.Workload.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Cedar through its Java binding, as kindly as it can be asked: a cached policy set for each principal, wildcards of actions resolved beforehand, and
 * requests made before the clock starts. Resources are texts in the context, as Cedar has patterns for texts only.
 */
final class CedarPeer {
    private static final EntityTypeName USER = type("User");
    private static final EntityTypeName ACTION = type("Action");
    private static final EntityTypeName RESOURCE = type("Resource");

    private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    private final List<PolicySet> sets;
    private final AuthorizationRequest[] requests;
    private final int[] members;

    CedarPeer(Workload workload) {
        var actions =
                workload.questions().stream().map(Question::action).collect(Collectors.toCollection(TreeSet::new));
        PolicySet.setCacheMaxPolicySets(workload.members().size() + 1);
        this.sets =
                workload.members().stream().map(member -> set(member, actions)).toList();
        this.requests = workload.questions().stream()
                .map(question -> request(workload.members().get(question.member()), question))
                .toArray(AuthorizationRequest[]::new);
        this.members = workload.questions().stream().mapToInt(Question::member).toArray();
    }

    /** Whether the request is allowed. Cedar does not tell an explicit deny from an implicit one. */
    boolean allows(int request) {
        try {
            var response = engine.isAuthorized(requests[request], sets.get(members[request]), Set.of());
            return response.success.map(AuthorizationSuccessResponse::isAllowed).orElse(false);
        } catch (AuthException e) {
            throw new IllegalStateException("Cedar did not decide", e);
        }
    }

    private static PolicySet set(Member member, Set<String> actions) {
        var policies = new HashSet<Policy>();
        for (var policy : member.policies()) {
            for (var rule : policy) {
                policies.add(new Policy(text(member, rule, actions), "p" + policies.size()));
            }
        }
        var set = new PolicySet(policies);
        try {
            set.cache();
        } catch (CacheException e) {
            throw new IllegalStateException("Cedar did not take the policies", e);
        }
        return set;
    }

    private static String text(Member member, Rule rule, Set<String> actions) {
        var names = actions.stream()
                .filter(action -> rule.actions().stream().anyMatch(pattern -> EngineFloor.matches(pattern, action)))
                .map("Action::\"%s\""::formatted)
                .collect(Collectors.joining(", "));
        var resources = rule.resources().stream()
                .map("context.arn like \"%s\""::formatted)
                .collect(Collectors.joining(" || ", "(", ")"));
        var guard = rule.guard()
                .map(it -> " && context.team == \"%s\" && context.ip.isInRange(ip(\"%s\"))"
                        .formatted(it.team(), it.cidr()))
                .orElse("");
        return "%s (principal == User::\"%s\", action in [%s], resource) when { %s%s };"
                .formatted(
                        rule.effect() == Effect.ALLOW ? "permit" : "forbid", member.userArn(), names, resources, guard);
    }

    private static AuthorizationRequest request(Member member, Question question) {
        return new AuthorizationRequest(
                new EntityUID(USER, member.userArn()),
                new EntityUID(ACTION, question.action()),
                new EntityUID(RESOURCE, "any"),
                Map.of(
                        "arn", new PrimString(question.resource()),
                        "team", new PrimString(question.team()),
                        "ip", new IpAddress(question.sourceIp())));
    }

    private static EntityTypeName type(String name) {
        return EntityTypeName.parse(name).orElseThrow();
    }
}
