// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.StatementRef;
import java.util.List;

/**
 * What the written rules say about one request.
 *
 * @param decision the result and the layer that decided
 * @param matched every matching statement, Allow and Deny, of every layer consulted, ordered by layer (rule 10.3), level, policy and
 *     statement; empty when no layer was consulted
 */
public record ReferenceDecision(Decision decision, List<StatementRef> matched) {
    public ReferenceDecision {
        matched = List.copyOf(matched);
    }
}
