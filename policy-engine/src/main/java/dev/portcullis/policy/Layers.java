// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/** What each layer of a policy set says to a request; one that is absent imposes nothing. */
final class Layers {
    private Layers() {}

    /** Rule 10.15: every level is taken to allow. */
    static Answer rcp(PreparedRequest request, PolicySet policies) {
        var levels = policies.rcp();
        if (levels.isEmpty() || !StandingRules.rcpBinds(request)) {
            return Answer.ALLOWS;
        }
        for (int i = 0; i < levels.size(); i++) {
            if (answer(levels.get(i), request, Layer.RCP) == Answer.DENIES) {
                return Answer.DENIES;
            }
        }
        return Answer.ALLOWS;
    }

    /** Rule 10.14: an Allow at every level. */
    static Answer scp(PreparedRequest request, PolicySet policies) {
        var levels = policies.scp();
        if (levels.isEmpty() || !StandingRules.scpBinds(request.principal())) {
            return Answer.ALLOWS;
        }
        boolean allows = true;
        for (int i = 0; i < levels.size(); i++) {
            var answer = answer(levels.get(i), request, Layer.SCP);
            if (answer == Answer.DENIES) {
                return answer;
            }
            allows &= answer.allows();
        }
        return allows ? Answer.ALLOWS : Answer.SILENT;
    }

    /** Rule 10.16. */
    static Answer endpoint(PreparedRequest request, PolicySet policies) {
        return answer(policies.endpoint(), request, Layer.ENDPOINT);
    }

    /** The resource's policy, which lets in whom it names; without one nobody. */
    static Answer resource(PreparedRequest request, PolicySet policies) {
        var resource = policies.resource();
        if (resource == null) {
            return Answer.SILENT;
        }
        return StandingRules.passesResourceDeny(request)
                ? resource.answerWithoutDenies(request, Layer.RESOURCE)
                : resource.answer(request, Layer.RESOURCE, policies.boundary() != null);
    }

    /** Own and group policies, and conveyed roles, each within its boundary (rule 16.2). */
    static Answer identity(PreparedRequest request, PolicySet policies) {
        var best = answer(policies.identity(), request, Layer.IDENTITY);
        var roles = policies.conveyed();
        for (int i = 0; i < roles.size() && best != Answer.DENIES; i++) {
            best = best.orStronger(conveyed(roles.get(i), request));
        }
        return best;
    }

    /** What a role says that a group or user conveys. */
    static Answer conveyed(PolicySet.Conveyed role, PreparedRequest request) {
        var permissions = answer(role.policies(), request, Layer.IDENTITY);
        var boundary = answer(role.boundary(), request, Layer.IDENTITY);
        return boundary.allows() || permissions == Answer.DENIES ? permissions : boundary;
    }

    /** Rule 10.8. */
    static Answer boundary(PreparedRequest request, PolicySet policies) {
        return answer(policies.boundary(), request, Layer.BOUNDARY);
    }

    /** Rule 10.7: no session policy is no limit, except for a federated user, who then has no permissions. */
    static Answer session(PreparedRequest request, PolicySet policies) {
        boolean isWithout = policies.session() == null && request.principal() instanceof Principal.FederatedUser;
        return isWithout ? Answer.SILENT : answer(policies.session(), request, Layer.SESSION);
    }

    private static Answer answer(@Nullable Pool pool, PreparedRequest request, Layer layer) {
        return pool == null ? Answer.ALLOWS : pool.answer(request, layer, false);
    }
}
