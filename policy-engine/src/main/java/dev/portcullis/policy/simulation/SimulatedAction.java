// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.simulation;

import dev.portcullis.policy.Explanation.Match;
import dev.portcullis.policy.Result;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What became of an action: an {@code EvaluationResult}, the whole of what became of it on each resource (rule 13.3).
 *
 * @param resources at least one, in the order given
 */
public record SimulatedAction(String action, List<SimulatedResource> resources) {
    public SimulatedAction {
        resources = List.copyOf(resources);
        if (resources.isEmpty()) {
            throw new IllegalArgumentException("an action is simulated on one resource or more");
        }
    }

    /** The most restrictive of all results. */
    public Result result() {
        return resources.stream()
                .map(SimulatedResource::result)
                .reduce(Simulation::moreRestrictive)
                .orElseThrow();
    }

    /** The statements that matched on those resources whose result is that of the whole, each once. */
    public List<Match> matched() {
        var result = result();
        return resources.stream()
                .filter(each -> each.result() == result)
                .flatMap(each -> each.matched().stream())
                .distinct()
                .toList();
    }

    /** The keys that are missing, where the action was simulated on {@code *}; of named resources each tells its own (rule 13.5). */
    public List<String> missingKeys() {
        return resources.getFirst().resource().equals(Simulation.ANY)
                ? resources.getFirst().missingKeys()
                : List.of();
    }

    /** Whether the permissions boundary, where one is in play, allows the action on all resources. */
    public Optional<Boolean> allowedByBoundary() {
        return onAll(SimulatedResource::allowedByBoundary);
    }

    /** Whether the organization's policies, where there are any, allow the action on all resources. */
    public Optional<Boolean> allowedByOrganization() {
        return onAll(SimulatedResource::allowedByOrganization);
    }

    private Optional<Boolean> onAll(Function<SimulatedResource, Optional<Boolean>> detail) {
        return resources.stream().map(detail).flatMap(Optional::stream).reduce(Boolean::logicalAnd);
    }
}
