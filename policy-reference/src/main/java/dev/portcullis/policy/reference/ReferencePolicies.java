// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The policy texts that may take part in one decision. What is empty is absent and imposes nothing; a present policy that
 * allows nothing withholds (rule 10.1).
 *
 * @param identity the caller's own policies and those of its groups, one pool
 * @param conveyed roles that reach the caller through a group or directly (section 16)
 * @param boundary the caller's permissions boundary
 * @param session the policies passed when the session was made, one pool; present but empty allows nothing
 * @param resource the resource's own policy
 * @param gate whether that policy alone opens the resource (rules 11.1 and 11.2)
 * @param scp service control policies of the caller's organization, by level from the root to the account
 * @param rcp resource control policies of the owner's organization, by level
 * @param endpoint the policy of the VPC endpoint the request came through
 */
public record ReferencePolicies(
        List<Text> identity,
        List<Conveyed> conveyed,
        Optional<Text> boundary,
        Optional<List<Text>> session,
        Optional<Text> resource,
        Gate gate,
        List<List<Text>> scp,
        List<List<Text>> rcp,
        Optional<Text> endpoint) {

    /** A policy document as written, under the id that names it in explanations. */
    public record Text(String id, String json) {}

    /** A role conveyed to its members: its permission policies, cut by its own boundary (rule 16.2). */
    public record Conveyed(List<Text> policies, Optional<Text> boundary) {
        public Conveyed {
            policies = List.copyOf(policies);
        }
    }

    /** What a missing grant in the resource's policy means. */
    public enum Gate {
        /** Within the account an identity policy suffices (rule 11.3). */
        NONE,
        /** The resource is a role and its policy says who may assume it (rule 11.1). */
        TRUST,
        /** The resource is a KMS key (rule 11.2). */
        KMS_KEY
    }

    public ReferencePolicies {
        identity = List.copyOf(identity);
        conveyed = List.copyOf(conveyed);
        session = session.map(List::copyOf);
        scp = scp.stream().map(List::copyOf).toList();
        rcp = rcp.stream().map(List::copyOf).toList();
    }

    /** All texts of all layers. */
    public List<Text> everyText() {
        var texts = new ArrayList<>(identity);
        for (var role : conveyed) {
            texts.addAll(role.policies);
            role.boundary.ifPresent(texts::add);
        }
        boundary.ifPresent(texts::add);
        session.ifPresent(texts::addAll);
        resource.ifPresent(texts::add);
        scp.forEach(texts::addAll);
        rcp.forEach(texts::addAll);
        endpoint.ifPresent(texts::add);
        return texts;
    }

    /** Identity policies and nothing else. */
    public static ReferencePolicies identityOnly(List<Text> identity) {
        return new ReferencePolicies(
                identity,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Gate.NONE,
                List.of(),
                List.of(),
                Optional.empty());
    }
}
