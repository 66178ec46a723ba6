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
            if (levels.get(i).answer(Answer.ALLOWS, request, Layer.RCP, false) == Answer.DENIES) {
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
            var answer = levels.get(i).answer(Answer.SILENT, request, Layer.SCP, false);
            if (answer == Answer.DENIES) {
                return answer;
            }
            allows &= answer.allows();
        }
        return allows ? Answer.ALLOWS : Answer.SILENT;
    }

    /** Rule 10.16. */
    static Answer endpoint(PreparedRequest request, PolicySet policies) {
        return limit(policies.endpoint(), Answer.SILENT, request, Layer.ENDPOINT);
    }

    /** The resource's policy, which lets in whom it names; without one nobody. */
    static Answer resource(PreparedRequest request, PolicySet policies) {
        var resource = policies.resource();
        if (resource == null) {
            return Answer.SILENT;
        }
        if (StandingRules.passesResourceDeny(request)) {
            // only where even the owner's root user needs it does it matter whether the policy lets in
            return policies.gate() == Gate.KMS_KEY
                    ? resource.answerWithoutDenies(request, Layer.RESOURCE)
                    : Answer.SILENT;
        }
        return resource.answer(Answer.SILENT, request, Layer.RESOURCE, policies.boundary() != null);
    }

    /**
     * Own and group policies, and conveyed roles, each within its boundary (rule 16.2).
     *
     * @param said {@link Answer#ALLOWS} if it does not matter what they allow, only whether they deny
     */
    static Answer identity(PreparedRequest request, PolicySet policies, Answer said) {
        var best = policies.identity().answer(said, request, Layer.IDENTITY, false);
        var roles = policies.conveyed();
        for (int i = 0; i < roles.size() && best != Answer.DENIES; i++) {
            best = best.orStronger(conveyed(roles.get(i), request, best));
        }
        return best;
    }

    /** What a role says that a group or user conveys; see {@link #identity} for what others said. */
    static Answer conveyed(PolicySet.Conveyed role, PreparedRequest request, Answer said) {
        var permissions = role.policies().answer(said, request, Layer.IDENTITY, false);
        var boundary = limit(role.boundary(), said, request, Layer.IDENTITY);
        return boundary.allows() || permissions == Answer.DENIES ? permissions : boundary;
    }

    /** Rule 10.8. {@code said} as for {@link #identity}. */
    static Answer boundary(PreparedRequest request, PolicySet policies, Answer said) {
        return limit(policies.boundary(), said, request, Layer.BOUNDARY);
    }

    /** Rule 10.7: no session policy is no limit, except for a federated user, who then has no permissions. */
    static Answer session(PreparedRequest request, PolicySet policies, Answer said) {
        boolean isWithout = policies.session() == null && request.principal() instanceof Principal.FederatedUser;
        return isWithout ? said : limit(policies.session(), said, request, Layer.SESSION);
    }

    /** What policies say that limit what others allow; where there are none, nothing is limited. */
    private static Answer limit(@Nullable Pool pool, Answer said, PreparedRequest request, Layer layer) {
        return pool == null ? Answer.ALLOWS : pool.answer(said, request, layer, false);
    }
}
