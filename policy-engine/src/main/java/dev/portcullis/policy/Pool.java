// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;
import java.util.List;

/**
 * Policies that count as one: an Allow or a Deny of any of them is one of the pool (rule 10.1). A pool that is asked about an
 * action keeps which of its statements speak of it, so that it need not look at the others again.
 */
final class Pool {
    private final Policy[] policies;
    private final ActionIndex allows;
    private final ActionIndex denies;

    Pool(List<Policy> policies) {
        this.policies = policies.toArray(Policy[]::new);
        this.allows = new ActionIndex(statements(Effect.ALLOW));
        this.denies = new ActionIndex(statements(Effect.DENY));
    }

    private Statement[] statements(Effect effect) {
        return Arrays.stream(policies)
                .flatMap(policy -> Arrays.stream(policy.statements(effect)))
                .toArray(Statement[]::new);
    }

    Policy[] policies() {
        return policies;
    }

    /** Whether some statement of the given effect applies to the request and names the caller. */
    boolean has(Effect effect, PreparedRequest request, Layer layer, boolean hasBoundary) {
        return level(effect, request, layer, hasBoundary, MatchLevel.ACCOUNT) != MatchLevel.NONE;
    }

    /** How directly, at best, a statement of the given effect that applies names the caller. */
    MatchLevel level(Effect effect, PreparedRequest request, Layer layer, boolean hasBoundary) {
        return level(effect, request, layer, hasBoundary, MatchLevel.DIRECT);
    }

    /** The best level found when {@code enough} was reached or no statement was left. */
    private MatchLevel level(
            Effect effect, PreparedRequest request, Layer layer, boolean hasBoundary, MatchLevel enough) {
        var index = effect == Effect.ALLOW ? allows : denies;
        if (index.isEmpty()) {
            return MatchLevel.NONE;
        }
        var candidates = index.of(request);
        var best = best(candidates.anywhere(), MatchLevel.NONE, request, layer, hasBoundary, enough);
        var byResource = candidates.byResource();
        return byResource == null ? best : bestByResource(byResource, best, request, layer, hasBoundary, enough);
    }

    private static MatchLevel bestByResource(
            PrefixIndex index,
            MatchLevel known,
            PreparedRequest request,
            Layer layer,
            boolean hasBoundary,
            MatchLevel enough) {
        var resource = request.resource();
        var best = known;
        int lengths = index.lengths(resource);
        int at = index.start();
        int hash = 0;
        for (int i = 0; i < lengths && best.compareTo(enough) < 0; i++) {
            int end = index.end(i);
            if (end > resource.length()) {
                break;
            }
            hash = PrefixIndex.hash(hash, resource, at, end);
            at = end;
            best = best(index.find(hash, end), best, request, layer, hasBoundary, enough);
        }
        return best;
    }

    private static MatchLevel best(
            Statement[] statements,
            MatchLevel known,
            PreparedRequest request,
            Layer layer,
            boolean hasBoundary,
            MatchLevel enough) {
        var best = known;
        for (int i = 0; i < statements.length && best.compareTo(enough) < 0; i++) {
            var statement = statements[i];
            var level = statement.level(request, layer, hasBoundary);
            if (level.compareTo(best) > 0 && statement.appliesToResource(request, layer)) {
                best = level;
            }
        }
        return best;
    }
}
