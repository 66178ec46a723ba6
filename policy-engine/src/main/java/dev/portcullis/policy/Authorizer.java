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

    /**
     * Decides. Once an action was asked about twice under the same policies, nothing is allocated for it, unless policy variables have
     * to be filled in or something in the request is looked at for the first time.
     */
    public Decision decide(PreparedRequest request, PolicySet policies) {
        if (StandingRules.alwaysAllows(request)) {
            return allowed(Layer.NONE);
        }
        // rules 10.2 and 10.3: a Deny anywhere, and the first layer that has one
        if (Layers.rcp(request, policies) == Answer.DENIES) {
            return explicitlyDenied(Layer.RCP);
        }
        var scp = Layers.scp(request, policies);
        if (scp == Answer.DENIES) {
            return explicitlyDenied(Layer.SCP);
        }
        var endpoint = Layers.endpoint(request, policies);
        if (endpoint == Answer.DENIES) {
            return explicitlyDenied(Layer.ENDPOINT);
        }
        var resource = Layers.resource(request, policies);
        if (resource == Answer.DENIES) {
            return explicitlyDenied(Layer.RESOURCE);
        }
        var known = isEnough(resource, request) ? Answer.ALLOWS : Answer.SILENT;
        var identity = Layers.identity(request, policies, known);
        if (identity == Answer.DENIES) {
            return explicitlyDenied(Layer.IDENTITY);
        }
        var boundary = Layers.boundary(request, policies, known);
        if (boundary == Answer.DENIES) {
            return explicitlyDenied(Layer.BOUNDARY);
        }
        var session = Layers.session(request, policies, known);
        if (session == Answer.DENIES) {
            return explicitlyDenied(Layer.SESSION);
        }
        if (StandingRules.isUntouchable(request)) {
            return implicitlyDenied(Layer.NONE);
        }
        if (!scp.allows()) {
            return implicitlyDenied(Layer.SCP);
        }
        if (!endpoint.allows()) {
            return implicitlyDenied(Layer.ENDPOINT);
        }
        var limit = !boundary.allows() ? Layer.BOUNDARY : !session.allows() ? Layer.SESSION : Layer.NONE;
        return withoutDenies(request, policies.gate(), resource, identity, limit);
    }

    /** Whether the resource's policy suffices by itself, so that of the caller's side only a Deny counts (rule 10.5). */
    private static boolean isEnough(Answer resource, PreparedRequest request) {
        return resource == Answer.ALLOWS && request.isSameAccount() && !(request.principal() instanceof Principal.Root);
    }

    /**
     * Decides what no layer denies and the organizations and the endpoint allow.
     *
     * @param limit the first of boundary and session that does not allow; {@link Layer#NONE} if both do
     */
    private static Decision withoutDenies(
            PreparedRequest request, Gate gate, Answer resource, Answer identity, Layer limit) {
        return switch (request.principal()) {
            case Principal.Service _, Principal.Federated _, Principal.Anonymous _ -> outsider(resource);
            case Principal.Root _ -> root(request, gate, resource, limit);
            case Principal.User _, Principal.RoleSession _, Principal.FederatedUser _ ->
                request.isSameAccount()
                        ? sameAccount(gate, resource, identity, limit)
                        : crossAccount(resource, identity, limit);
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
    private static Decision outsider(Answer resource) {
        return resource == Answer.ALLOWS ? allowed(Layer.RESOURCE) : implicitlyDenied(Layer.RESOURCE);
    }

    /** Rule 10.4 within the account, with the table of rule 10.5 and the gates of section 11. */
    private static Decision sameAccount(Gate gate, Answer resource, Answer identity, Layer limit) {
        if (resource == Answer.ALLOWS) {
            return allowed(Layer.RESOURCE); // past implicit denies of identity, boundary and session
        }
        if (resource == Answer.SILENT && gate != Gate.NONE) {
            return implicitlyDenied(Layer.RESOURCE);
        }
        return resource == Answer.ALLOWS_ENTITY ? within(limit, Layer.RESOURCE) : byIdentity(identity, limit);
    }

    /** Rule 10.6: both sides, whatever the form in which the resource's policy names the caller. */
    private static Decision crossAccount(Answer resource, Answer identity, Layer limit) {
        return resource.allows() ? byIdentity(identity, limit) : implicitlyDenied(Layer.RESOURCE);
    }

    /** Rule 10.9. */
    private static Decision root(PreparedRequest request, Gate gate, Answer resource, Layer limit) {
        if (gate == Gate.TRUST) {
            return implicitlyDenied(Layer.NONE);
        }
        boolean needsResource = !request.isSameAccount() || gate == Gate.KMS_KEY;
        if (needsResource && !resource.allows()) {
            return implicitlyDenied(Layer.RESOURCE);
        }
        return within(limit, needsResource ? Layer.RESOURCE : Layer.NONE);
    }

    /** Allowed if the caller's identity policies allow, and boundary and session do. */
    private static Decision byIdentity(Answer identity, Layer limit) {
        return identity.allows() ? within(limit, Layer.IDENTITY) : implicitlyDenied(Layer.IDENTITY);
    }

    /** Allowed by the one layer, unless another withholds. */
    private static Decision within(Layer withholding, Layer allowing) {
        return withholding == Layer.NONE ? allowed(allowing) : implicitlyDenied(withholding);
    }

    private static Decision allowed(Layer layer) {
        return Decision.of(Result.ALLOWED, layer);
    }

    private static Decision explicitlyDenied(Layer layer) {
        return Decision.of(Result.EXPLICIT_DENY, layer);
    }

    private static Decision implicitlyDenied(Layer layer) {
        return Decision.of(Result.IMPLICIT_DENY, layer);
    }
}
