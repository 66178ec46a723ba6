// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One statement, compiled. It applies to a request when all of its elements match (rule 7.8). */
final class Statement {
    private final int index;
    private final Effect effect;
    private final Optional<String> sid;
    private final SourceSpan span;
    private final @Nullable PrincipalMatch principals;
    private final ActionMatch actions;
    private final @Nullable ResourceMatch resources;
    private final Clause[] clauses;

    private Statement(
            int index,
            Effect effect,
            Optional<String> sid,
            SourceSpan span,
            @Nullable PrincipalMatch principals,
            ActionMatch actions,
            @Nullable ResourceMatch resources,
            Clause[] clauses) {
        this.index = index;
        this.effect = effect;
        this.sid = sid;
        this.span = span;
        this.principals = principals;
        this.actions = actions;
        this.resources = resources;
        this.clauses = clauses;
    }

    /** Compiles a statement; {@code known} keeps the clauses of the document, so that those said twice are one. */
    static Statement compile(Document document, int index, Map<Clause.Key, Clause> known) {
        var source = document.statements().get(index);
        boolean hasVariables = document.hasVariables();
        var sid = source.sid();
        var principals = source.principals();
        var resources = source.resources();
        return new Statement(
                index,
                source.effect(),
                sid == null ? Optional.empty() : Optional.of(sid.text()),
                document.lines().span(source.source()),
                principals == null ? null : PrincipalMatch.compile(principals),
                ActionMatch.compile(Objects.requireNonNull(source.actions())),
                resources == null ? null : ResourceMatch.compile(resources, hasVariables, source.effect()),
                source.conditions().stream()
                        .map(condition -> Clause.Key.of(condition, source.effect(), hasVariables))
                        .map(key -> known.computeIfAbsent(key, Clause::of))
                        .toArray(Clause[]::new));
    }

    /** Whether the statement speaks of the request's action and resource, as a policy of the given layer. */
    boolean covers(PreparedRequest request, Layer layer) {
        return actions.matches(request.action()) && coversResource(request, layer);
    }

    /**
     * Whether the statement, which speaks of the request's action, speaks of its resource.
     * A statement without a resource element means the resource it is attached to (rules 1.5, 11.1). In a layer whose policies
     * are not attached to a resource it fails closed: an Allow covers nothing, a Deny everything.
     */
    boolean coversResource(PreparedRequest request, Layer layer) {
        if (resources != null) {
            return resources.matches(request, shortArns(layer));
        }
        return layer == Layer.RESOURCE || effect == Effect.DENY;
    }

    /** Rule 4.3. */
    private static ShortArns shortArns(Layer layer) {
        return switch (layer) {
            case IDENTITY, BOUNDARY, SESSION, NONE -> ShortArns.PAD;
            case RESOURCE, ENDPOINT -> ShortArns.PAD_IF_WILDCARD;
            case SCP -> ShortArns.PAD_IF_TRAILING_STAR;
            case RCP -> ShortArns.NEVER_MATCH;
        };
    }

    /** Whether every condition holds. */
    boolean holds(PreparedRequest request) {
        return Clause.allHold(clauses, request.context());
    }

    /**
     * The resource patterns by which the statement is found: it speaks of the resources that match one of them, and of no others.
     * Each begins the sixth segment with a literal text. Empty if the statement may speak of resources that begin otherwise.
     */
    List<ResourcePattern.Full> findable() {
        return resources == null ? List.of() : resources.findable();
    }

    /**
     * How directly the statement names the caller. In a layer whose policies name no principals that is everyone. In the others
     * a statement without the element names nobody, except that of a resource control policy, which can only mean everybody.
     *
     * @param hasBoundary whether the caller has a permissions boundary: a resource policy's Deny with NotPrincipal spares
     *     none who has (rule 10.8)
     */
    MatchLevel level(PreparedRequest request, Layer layer, boolean hasBoundary) {
        if (!layer.namesPrincipals()) {
            return MatchLevel.DIRECT;
        }
        if (principals == null) {
            return layer == Layer.RCP ? MatchLevel.DIRECT : MatchLevel.NONE;
        }
        boolean sparesNone = layer == Layer.RESOURCE && hasBoundary && effect == Effect.DENY && principals.isNegated();
        return sparesNone ? MatchLevel.DIRECT : principals.level(request.caller());
    }

    /** What the statement says, of whose action it is known that it speaks of it. */
    Answer answer(PreparedRequest request, Layer layer, boolean hasBoundary) {
        var level = level(request, layer, hasBoundary);
        boolean applies = level != MatchLevel.NONE && coversResource(request, layer) && holds(request);
        return applies ? Answer.of(effect, level) : Answer.SILENT;
    }

    int index() {
        return index;
    }

    Effect effect() {
        return effect;
    }

    Optional<String> sid() {
        return sid;
    }

    SourceSpan span() {
        return span;
    }

    boolean speaksOf(ActionName action) {
        return actions.matches(action);
    }

    Clause[] clauses() {
        return clauses;
    }

    void forEachKey(Consumer<String> action) {
        if (resources != null) {
            resources.forEachVariable(action);
        }
        for (var clause : clauses) {
            clause.forEachKey(action);
        }
    }
}
