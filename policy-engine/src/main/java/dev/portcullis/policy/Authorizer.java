// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * Decides requests (section 10). Stateless, for any number of threads; never throws for anything that a policy or a request
 * can contain. What the supplier of a context value throws passes through: there is no decision then, and whoever asked has to
 * refuse (rule 10.2).
 */
public final class Authorizer {
    /** Ready at once: there is nothing to set up. */
    public Authorizer() {}

    /** Decides. To decide about the same request more than once, prepare it. */
    public Decision decide(Request request, PolicySet policies) {
        return decide(PreparedRequest.of(request), policies);
    }

    /** Decides, and allocates nothing unless policy variables have to be filled in. */
    public Decision decide(PreparedRequest request, PolicySet policies) {
        if (StandingRules.alwaysAllows(request)) {
            return allowed(Layer.NONE);
        }
        var denying = Layers.denying(request, policies);
        if (denying != Layer.NONE) {
            return Decision.of(Result.EXPLICIT_DENY, denying); // rule 10.2: a deny anywhere
        }
        if (StandingRules.isUntouchable(request)) {
            return implicitlyDenied(Layer.NONE);
        }
        if (!Layers.scpAllows(request, policies)) {
            return implicitlyDenied(Layer.SCP);
        }
        if (!Layers.endpointAllows(request, policies)) {
            return implicitlyDenied(Layer.ENDPOINT);
        }
        var grant = Layers.resourceGrant(request, policies);
        return switch (request.principal()) {
            case Principal.Service _, Principal.Federated _, Principal.Anonymous _ -> outsider(grant);
            case Principal.Root _ -> root(request, policies, grant);
            case Principal.User _, Principal.RoleSession _, Principal.FederatedUser _ ->
                request.isSameAccount()
                        ? sameAccount(request, policies, grant)
                        : crossAccount(request, policies, grant);
        };
    }

    /** Decides and tells why: slower, for denials and for those who ask. */
    public Explanation explain(Request request, PolicySet policies) {
        return explain(PreparedRequest.of(request), policies);
    }

    /** Decides and tells why: slower, for denials and for those who ask. */
    public Explanation explain(PreparedRequest request, PolicySet policies) {
        return Explainer.explain(decide(request, policies), request, policies);
    }

    /** Callers without an identity side: only the resource's policy can let them in (rules 10.10, 10.11, 11.1). */
    private static Decision outsider(MatchLevel grant) {
        return grant == MatchLevel.DIRECT ? allowed(Layer.RESOURCE) : implicitlyDenied(Layer.RESOURCE);
    }

    /** Rule 10.4 within the account, with the table of rule 10.5 and the gates of section 11. */
    private static Decision sameAccount(PreparedRequest request, PolicySet policies, MatchLevel grant) {
        if (grant == MatchLevel.DIRECT) {
            return allowed(Layer.RESOURCE); // past implicit denies of identity, boundary and session
        }
        if (grant == MatchLevel.NONE && policies.gate() != Gate.NONE) {
            return implicitlyDenied(Layer.RESOURCE);
        }
        boolean needsIdentity = grant != MatchLevel.ENTITY;
        var withholding = withholding(request, policies, needsIdentity);
        return withholding == Layer.NONE
                ? allowed(needsIdentity ? Layer.IDENTITY : Layer.RESOURCE)
                : implicitlyDenied(withholding);
    }

    /** Rule 10.6: both sides, whatever the form in which the resource's policy names the caller. */
    private static Decision crossAccount(PreparedRequest request, PolicySet policies, MatchLevel grant) {
        if (grant == MatchLevel.NONE) {
            return implicitlyDenied(Layer.RESOURCE);
        }
        var withholding = withholding(request, policies, true);
        return withholding == Layer.NONE ? allowed(Layer.IDENTITY) : implicitlyDenied(withholding);
    }

    /** Rule 10.9. */
    private static Decision root(PreparedRequest request, PolicySet policies, MatchLevel grant) {
        if (policies.gate() == Gate.TRUST) {
            return implicitlyDenied(Layer.NONE);
        }
        boolean needsResource = !request.isSameAccount() || policies.gate() == Gate.KMS_KEY;
        if (needsResource && grant == MatchLevel.NONE) {
            return implicitlyDenied(Layer.RESOURCE);
        }
        var withholding = withholding(request, policies, false);
        return withholding == Layer.NONE
                ? allowed(needsResource ? Layer.RESOURCE : Layer.NONE)
                : implicitlyDenied(withholding);
    }

    /** The first layer of the caller's side that has to allow and does not; {@link Layer#NONE} if all do. */
    private static Layer withholding(PreparedRequest request, PolicySet policies, boolean needsIdentity) {
        if (needsIdentity && !Layers.identityAllows(request, policies)) {
            return Layer.IDENTITY;
        }
        if (!Layers.boundaryAllows(request, policies)) {
            return Layer.BOUNDARY;
        }
        return Layers.sessionAllows(request, policies) ? Layer.NONE : Layer.SESSION;
    }

    private static Decision allowed(Layer layer) {
        return Decision.of(Result.ALLOWED, layer);
    }

    private static Decision implicitlyDenied(Layer layer) {
        return Decision.of(Result.IMPLICIT_DENY, layer);
    }
}
