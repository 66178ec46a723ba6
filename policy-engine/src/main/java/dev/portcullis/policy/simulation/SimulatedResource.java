// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.simulation;

import dev.portcullis.policy.Explanation.Match;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of an action on one resource: a {@code ResourceSpecificResult}.
 *
 * @param resource the ARN, or {@code *}
 * @param matched of a deny the {@code Deny} statements that matched, of an allow the {@code Allow} statements of identity and resource
 *     policies that did, of an implicit deny none (rule 13.4)
 * @param missingKeys condition keys and variables of the policies for which the simulation was given no value (rule 13.5)
 * @param allowedByBoundary where a permissions boundary is in play, whether it allows (rule 13.7)
 * @param allowedByOrganization where service control policies are, whether every level of them does
 * @param details across accounts, what each kind of policy came to by itself; empty within one (rule 13.6)
 */
public record SimulatedResource(
        String resource,
        Result result,
        List<Match> matched,
        List<String> missingKeys,
        Optional<Boolean> allowedByBoundary,
        Optional<Boolean> allowedByOrganization,
        Map<Layer, Result> details) {
    public SimulatedResource {
        matched = List.copyOf(matched);
        missingKeys = List.copyOf(missingKeys);
        details = Map.copyOf(details);
    }
}
