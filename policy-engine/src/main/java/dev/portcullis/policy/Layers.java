// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/** What each layer of a policy set says to a request. */
final class Layers {
    private Layers() {}

    /** The first layer, in the order of rule 10.3, in which a consulted policy denies; {@link Layer#NONE} if none does. */
    static Layer denying(PreparedRequest request, PolicySet policies) {
        if (rcpDenies(request, policies)) {
            return Layer.RCP;
        }
        if (scpDenies(request, policies)) {
            return Layer.SCP;
        }
        if (has(policies.endpoint(), Effect.DENY, request, Layer.ENDPOINT)) {
            return Layer.ENDPOINT;
        }
        if (resourceDenies(request, policies)) {
            return Layer.RESOURCE;
        }
        if (identityDenies(request, policies)) {
            return Layer.IDENTITY;
        }
        if (has(policies.boundary(), Effect.DENY, request, Layer.BOUNDARY)) {
            return Layer.BOUNDARY;
        }
        return has(policies.session(), Effect.DENY, request, Layer.SESSION) ? Layer.SESSION : Layer.NONE;
    }

    private static boolean rcpDenies(PreparedRequest request, PolicySet policies) {
        var levels = policies.rcp();
        if (levels.isEmpty() || !StandingRules.rcpBinds(request)) {
            return false;
        }
        for (int i = 0; i < levels.size(); i++) {
            if (has(levels.get(i), Effect.DENY, request, Layer.RCP)) {
                return true;
            }
        }
        return false;
    }

    private static boolean scpDenies(PreparedRequest request, PolicySet policies) {
        var levels = policies.scp();
        if (levels.isEmpty() || !StandingRules.scpBinds(request.principal())) {
            return false;
        }
        for (int i = 0; i < levels.size(); i++) {
            if (has(levels.get(i), Effect.DENY, request, Layer.SCP)) {
                return true;
            }
        }
        return false;
    }

    private static boolean resourceDenies(PreparedRequest request, PolicySet policies) {
        var resource = policies.resource();
        return resource != null
                && resource.has(Effect.DENY, request, Layer.RESOURCE, policies.boundary() != null)
                && !StandingRules.passesResourceDeny(request);
    }

    private static boolean identityDenies(PreparedRequest request, PolicySet policies) {
        if (has(policies.identity(), Effect.DENY, request, Layer.IDENTITY)) {
            return true;
        }
        var roles = policies.conveyed();
        for (int i = 0; i < roles.size(); i++) {
            var role = roles.get(i);
            if (has(role.policies(), Effect.DENY, request, Layer.IDENTITY)
                    || has(role.boundary(), Effect.DENY, request, Layer.IDENTITY)) {
                return true; // rule 16.2
            }
        }
        return false;
    }

    /** Rule 10.14: an Allow at every level. */
    static boolean scpAllows(PreparedRequest request, PolicySet policies) {
        var levels = policies.scp();
        if (levels.isEmpty() || !StandingRules.scpBinds(request.principal())) {
            return true;
        }
        for (int i = 0; i < levels.size(); i++) {
            if (!has(levels.get(i), Effect.ALLOW, request, Layer.SCP)) {
                return false;
            }
        }
        return true;
    }

    static boolean endpointAllows(PreparedRequest request, PolicySet policies) {
        var endpoint = policies.endpoint();
        return endpoint == null || has(endpoint, Effect.ALLOW, request, Layer.ENDPOINT);
    }

    /** How directly the resource's policy, where it allows, names the caller. */
    static MatchLevel resourceGrant(PreparedRequest request, PolicySet policies) {
        var resource = policies.resource();
        return resource == null ? MatchLevel.NONE : resource.level(Effect.ALLOW, request, Layer.RESOURCE, false);
    }

    /** Own and group policies, or a conveyed role within its boundary (rule 16.2). */
    static boolean identityAllows(PreparedRequest request, PolicySet policies) {
        if (has(policies.identity(), Effect.ALLOW, request, Layer.IDENTITY)) {
            return true;
        }
        var roles = policies.conveyed();
        for (int i = 0; i < roles.size(); i++) {
            if (conveys(roles.get(i), request)) {
                return true;
            }
        }
        return false;
    }

    static boolean conveys(PolicySet.Conveyed role, PreparedRequest request) {
        return has(role.policies(), Effect.ALLOW, request, Layer.IDENTITY)
                && (role.boundary() == null || has(role.boundary(), Effect.ALLOW, request, Layer.IDENTITY));
    }

    static boolean boundaryAllows(PreparedRequest request, PolicySet policies) {
        return policies.boundary() == null || has(policies.boundary(), Effect.ALLOW, request, Layer.BOUNDARY);
    }

    /** Rule 10.7: no session policy is no limit, except for a federated user, who then has no permissions. */
    static boolean sessionAllows(PreparedRequest request, PolicySet policies) {
        return policies.session() == null
                ? !(request.principal() instanceof Principal.FederatedUser)
                : has(policies.session(), Effect.ALLOW, request, Layer.SESSION);
    }

    private static boolean has(@Nullable Pool pool, Effect effect, PreparedRequest request, Layer layer) {
        return pool != null && pool.has(effect, request, layer, false);
    }
}
