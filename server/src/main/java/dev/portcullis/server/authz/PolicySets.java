// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.policy.ConveyedRole;
import dev.portcullis.policy.Gate;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import java.util.List;
import java.util.Optional;

/**
 * The policies of callers as sets that the engine can search. A set is kept for whoever has the very same compiled documents, for what makes it
 * quick is built while it is asked; an edit makes another document and thereby another set, so none is ever out of date.
 */
public final class PolicySets {
    private static final long MOST_STATEMENTS = 200_000;

    private static final Cache<Ingredients, PolicySet> SETS = Caffeine.newBuilder()
            .maximumWeight(MOST_STATEMENTS)
            .weigher((Ingredients from, PolicySet set) -> from.weight())
            .build();

    private PolicySets() {}

    /** What a caller has of its own and by conveyed roles. Policies are equal when they are one and the same object. */
    private record Ingredients(List<Policy> identity, List<ConveyedRole> conveyed, Optional<Policy> boundary) {
        int weight() {
            return 1
                    + identity.stream().mapToInt(Policy::size).sum()
                    + conveyed.stream().mapToInt(Ingredients::weight).sum()
                    + boundary.map(Policy::size).orElse(0);
        }

        private static int weight(ConveyedRole role) {
            return role.policies().stream().mapToInt(Policy::size).sum()
                    + role.boundary().map(Policy::size).orElse(0);
        }

        PolicySet set() {
            var set = PolicySet.builder().identity(identity).conveyed(conveyed);
            boundary.ifPresent(set::boundary);
            return set.build();
        }
    }

    /** The policies that count for a caller, on a resource that has a policy of its own or on one that has none. */
    public static PolicySet of(Subject subject, Optional<ResourceSide> side) {
        var own =
                SETS.get(new Ingredients(subject.identity(), subject.conveyed(), subject.boundary()), Ingredients::set);
        if (subject.session().isEmpty() && side.isEmpty()) {
            return own;
        }
        var set = own.toBuilder();
        subject.session().ifPresent(set::session);
        side.ifPresent(found -> set.gate(Gate.TRUST));
        side.flatMap(ResourceSide::trust).ifPresent(set::resource);
        return set.build();
    }
}
