// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.simulation;

import dev.portcullis.policy.ConveyedRole;
import dev.portcullis.policy.Gate;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedCollection;

/**
 * The policies of a simulation (rule 13.1).
 *
 * @param identity the identity policies, given or of the principal, one pool
 * @param conveyed roles that groups or the user convey to the principal (section 16)
 * @param boundary the permissions boundary
 * @param resource the policy of every resource simulated
 * @param organization the service control policies of each level, from the organization's root to the account
 */
public record SimulatedPolicies(
        List<Policy> identity,
        List<ConveyedRole> conveyed,
        Optional<Policy> boundary,
        Optional<Policy> resource,
        List<List<Policy>> organization) {
    public SimulatedPolicies {
        identity = List.copyOf(identity);
        conveyed = List.copyOf(conveyed);
        organization = organization.stream().map(List::copyOf).toList();
    }

    /** Identity policies alone. */
    public static SimulatedPolicies of(List<Policy> identity) {
        return new SimulatedPolicies(identity, List.of(), Optional.empty(), Optional.empty(), List.of());
    }

    /** With this permissions boundary, in place of any other. */
    public SimulatedPolicies withBoundary(Policy policy) {
        return new SimulatedPolicies(identity, conveyed, Optional.of(policy), resource, organization);
    }

    /** With this policy on each resource. */
    public SimulatedPolicies withResource(Policy policy) {
        return new SimulatedPolicies(identity, conveyed, boundary, Optional.of(policy), organization);
    }

    /** With these service control policies, level by level. */
    public SimulatedPolicies withOrganization(List<List<Policy>> levels) {
        return new SimulatedPolicies(identity, conveyed, boundary, resource, levels);
    }

    /**
     * The condition keys and variables that some policies refer to, in the spelling and order of their first mention; spellings that
     * differ in letter case alone are one key (rule 13.9).
     */
    public static SequencedCollection<String> contextKeys(Collection<Policy> policies) {
        var keys = new LinkedHashMap<String, String>();
        policies.stream()
                .flatMap(policy -> policy.contextKeys().stream())
                .forEach(key -> keys.putIfAbsent(key.toLowerCase(Locale.ROOT), key));
        return Collections.unmodifiableSequencedCollection(keys.sequencedValues());
    }

    /** Every policy, in the order of the layers' parameters. */
    List<Policy> all() {
        var all = new ArrayList<>(identity);
        for (var role : conveyed) {
            all.addAll(role.policies());
            role.boundary().ifPresent(all::add);
        }
        boundary.ifPresent(all::add);
        resource.ifPresent(all::add);
        organization.forEach(all::addAll);
        return all;
    }

    /**
     * The set to ask. A trust policy or key policy given as the resource's counts as the gate that it is (rule 13.8); without one a
     * simulation speaks of the identity side alone.
     */
    PolicySet setFor(String action, String resourceArn) {
        var set = PolicySet.builder().identity(identity).conveyed(conveyed).scp(organization);
        boundary.ifPresent(set::boundary);
        resource.ifPresent(policy -> set.resource(policy).gate(Gate.of(action, resourceArn)));
        return set.build();
    }
}
