// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.Optional;

/**
 * A role attached to a group or user, whose permission policies count for the members too, cut by the role's own boundary
 * (section 16).
 *
 * @param roleArn the role, as explanations name it
 * @param attachedTo the ARN of the group or user that carries the role
 * @param policies the role's permission policies, inline and attached
 * @param boundary the role's permissions boundary, if it has one
 */
public record ConveyedRole(String roleArn, String attachedTo, List<Policy> policies, Optional<Policy> boundary) {
    public ConveyedRole {
        policies = List.copyOf(policies);
    }
}
