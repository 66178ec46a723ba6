// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Optional;

/**
 * A statement that matched a request, by where it stands.
 *
 * @param layer the kind of policy
 * @param level for {@link Layer#SCP} and {@link Layer#RCP} the level counted from the organization's root, else 0
 * @param policyId the id under which the policy was given to the engine
 * @param index the statement's place in its policy, from 0
 * @param sid the statement's {@code Sid}, if it has one
 */
public record StatementRef(Layer layer, int level, String policyId, int index, Optional<String> sid, Effect effect) {}
