// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.StatementRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The statements that match a request, gathered policy by policy in the order of rule 10.3. */
final class Consulted {
    private final Request request;
    private final boolean hasBoundary;
    private final Map<ReferencePolicies.Text, Document> documents = new HashMap<>();
    private final List<StatementRef> matched = new ArrayList<>();
    private PrincipalRules.Level grant = PrincipalRules.Level.NONE;

    /** Reads all texts, so that one that is no policy refuses, consulted or not (rule 10.2). Throws {@link Malformed}. */
    Consulted(Request request, ReferencePolicies policies) {
        this.request = request;
        this.hasBoundary = policies.boundary().isPresent();
        policies.everyText().forEach(text -> documents.put(text, Document.read(text.json())));
    }

    List<StatementRef> matched() {
        return matched;
    }

    /** The best level of a matching Allow in the resource's policy: {@code g} of rule 10.4. */
    PrincipalRules.Level grant() {
        return grant;
    }

    /** Takes back the Deny statements of a layer that does not bind the caller. */
    void forgetDenies(Layer layer) {
        matched.removeIf(ref -> ref.layer() == layer && ref.effect() == Effect.DENY);
    }

    /** The first matching Deny. */
    Optional<StatementRef> firstDeny() {
        return matched.stream().filter(ref -> ref.effect() == Effect.DENY).findFirst();
    }

    /** The first matching Allow of a layer, not counting the statements that matched before {@code from}. */
    Optional<StatementRef> firstAllow(Layer layer, int from) {
        return matched.stream()
                .skip(from)
                .filter(ref -> ref.effect() == Effect.ALLOW && ref.layer() == layer)
                .findFirst();
    }

    /** Adds a pool's matching statements and says whether one of them allows (rule 10.1). */
    boolean allows(Layer layer, int level, List<ReferencePolicies.Text> pool) {
        boolean allows = false;
        for (var policy : pool) {
            var document = Objects.requireNonNull(documents.get(policy));
            for (int i = 0; i < document.statements().size(); i++) {
                var statement = document.statements().get(i);
                var named = principalLevel(statement, layer);
                if (named != PrincipalRules.Level.NONE && speaksOfRequest(statement, document.hasVariables(), layer)) {
                    matched.add(new StatementRef(layer, level, policy.id(), i, statement.sid(), statement.effect()));
                    allows |= statement.effect() == Effect.ALLOW;
                    raiseGrant(statement, layer, named);
                }
            }
        }
        return allows;
    }

    /** Rule 7.8, without the principal. */
    private boolean speaksOfRequest(Document.Statement statement, boolean hasVariables, Layer layer) {
        return ActionRules.matches(statement, request.action())
                && ResourceRules.matches(statement, hasVariables, layer, request)
                && new ConditionRules(request.context(), statement.effect(), hasVariables).hold(statement.condition());
    }

    private void raiseGrant(Document.Statement statement, Layer layer, PrincipalRules.Level named) {
        boolean grants = layer == Layer.RESOURCE && statement.effect() == Effect.ALLOW;
        grant = grants && named.compareTo(grant) > 0 ? named : grant;
    }

    /**
     * Rules 2.6, 2.11 and 2.12. A policy that hangs on the caller speaks of the caller, a resource control policy of everyone (rule 1.5);
     * any other has to name it.
     * A statement for everyone but some is direct, as for {@code *}.
     */
    private PrincipalRules.Level principalLevel(Document.Statement statement, Layer layer) {
        return switch (layer) {
            case IDENTITY, BOUNDARY, SESSION, SCP -> PrincipalRules.Level.DIRECT;
            case RCP ->
                statement.principal().isEmpty() && statement.notPrincipal().isEmpty()
                        ? PrincipalRules.Level.DIRECT
                        : namedLevel(statement, layer);
            case RESOURCE, ENDPOINT, NONE -> namedLevel(statement, layer);
        };
    }

    private PrincipalRules.Level namedLevel(Document.Statement statement, Layer layer) {
        Principal caller = request.principal();
        if (statement.principal().isPresent()) {
            return PrincipalRules.level(statement.principal().get(), caller);
        }
        if (statement.notPrincipal().isEmpty()) {
            return PrincipalRules.Level.NONE;
        }
        boolean isExempt = PrincipalRules.level(statement.notPrincipal().get(), caller) != PrincipalRules.Level.NONE;
        return isExempt && !deniesBounded(statement, layer) ? PrincipalRules.Level.NONE : PrincipalRules.Level.DIRECT;
    }

    /** Rule 10.8: a Deny with NotPrincipal in a resource's policy strikes every caller that has a boundary. */
    private boolean deniesBounded(Document.Statement statement, Layer layer) {
        return layer == Layer.RESOURCE && statement.effect() == Effect.DENY && hasBoundary;
    }
}
