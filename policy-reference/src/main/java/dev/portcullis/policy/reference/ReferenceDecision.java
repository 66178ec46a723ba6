// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.StatementRef;
import java.util.List;
import java.util.Optional;

/**
 * What the written rules say about one request.
 *
 * @param decision the result and the layer that decided
 * @param matched every matching statement, Allow and Deny, of every layer consulted, ordered by layer (rule 10.3), level, policy and
 *     statement; empty when no layer was consulted
 * @param named the statement that decided (rule 10.3): of an explicit deny the first Deny, of an allowed request the first Allow of the
 *     layer that granted; none where no statement did
 */
public record ReferenceDecision(Decision decision, List<StatementRef> matched, Optional<StatementRef> named) {
    public ReferenceDecision {
        matched = List.copyOf(matched);
    }
}
