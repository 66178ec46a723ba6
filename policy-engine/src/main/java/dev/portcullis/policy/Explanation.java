// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.Optional;

/**
 * Why a decision came out as it did.
 *
 * @param decision the decision, the same as {@link Authorizer#decide} gives
 * @param deciding the statement that decided (rule 10.3): of an explicit deny the first {@code Deny}, of an allowed request the first
 *     {@code Allow} of the layer that granted; empty of an implicit deny, and where no policy decided
 * @param matched every statement that matched in the layers consulted, ordered by layer (rule 10.3), level, policy and
 *     statement; none where no layer was consulted (rule 10.12)
 * @param verdicts what each layer consulted said, in the same order
 * @param nearestMisses of an implicit deny: the Allow statements of the withholding layer that fell short by one condition key
 */
public record Explanation(
        Decision decision,
        Optional<Match> deciding,
        List<Match> matched,
        List<LayerVerdict> verdicts,
        List<NearMiss> nearestMisses) {
    public Explanation {
        matched = List.copyOf(matched);
        verdicts = List.copyOf(verdicts);
        nearestMisses = List.copyOf(nearestMisses);
    }

    /** The way a statement of a conveyed role reached the caller: through the role, on the group or user (rule 16.6). */
    public record Way(String roleArn, String attachedTo) {}

    /** A statement that matched, where it stands in its document, and the conveyed role it came with, if it did. */
    public record Match(StatementRef statement, SourceSpan span, Optional<Way> way) {}

    /** What a layer said to a request. */
    public enum Verdict {
        /** Some policy of the layer denies. */
        DENIES,
        /** None denies, and what has to allow does. */
        ALLOWS,
        /** Nothing in it matches: where the layer has to allow, it withholds. */
        SILENT
    }

    /** What one level of one layer said; {@code level} is 0 but for the levels of an organization. */
    public record LayerVerdict(Layer layer, int level, Verdict verdict) {}

    /**
     * A statement that would have allowed but for one condition key.
     *
     * @param operator the operator that the key failed, as the policy spells it
     * @param key the key, as the policy spells it
     * @param isKeyAbsent whether the request has no value for the key
     */
    public record NearMiss(
            StatementRef statement,
            SourceSpan span,
            Optional<Way> way,
            String operator,
            String key,
            boolean isKeyAbsent) {}
}
