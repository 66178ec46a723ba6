// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.policy.PolicyValidator;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import java.util.Optional;

/** Policy documents as requests bring them, judged before they are kept. Slow work: done while an operation prepares. */
public final class PolicyTexts {
    private PolicyTexts() {}

    /**
     * The document, judged and compiled.
     *
     * @param id how decisions name the policy: the ARN of a managed policy, the name of an inline one
     * @throws dev.portcullis.server.error.ApiException as {@link #require}
     */
    public static PolicyDocument document(String id, String text, PolicyKind kind) {
        require(text, kind);
        var document = new PolicyDocument(id, text);
        document.policy();
        return document;
    }

    /**
     * Requires that the text may be written as a policy of that kind, as far as the document alone tells. Inline policies share a quota
     * of their holder, and session policies one of their session: those are for others to count.
     *
     * @throws dev.portcullis.server.error.ApiException if it is malformed, in AWS's words, or too large
     */
    public static void require(String text, PolicyKind kind) {
        int size = Policy.sizeWithoutWhiteSpace(text);
        sizeQuota(kind).filter(quota -> size > quota.limit()).ifPresent(quota -> {
            throw LimitExceeded.of(quota.wireName(), quota.limit()).asException();
        });
        var validation = PolicyValidator.validate(text, kind);
        if (!validation.isValid()) {
            throw new MalformedPolicyDocument(validation.awsMessage()).asException();
        }
    }

    private static Optional<Quota> sizeQuota(PolicyKind kind) {
        return switch (kind) {
            case IDENTITY_MANAGED, BOUNDARY -> Optional.of(Quota.POLICY_SIZE);
            case TRUST -> Optional.of(Quota.TRUST_POLICY_SIZE);
            case IDENTITY_INLINE, SESSION -> Optional.empty();
            case RESOURCE, SCP, RCP -> throw new IllegalArgumentException("IAM keeps no policies of kind " + kind);
        };
    }
}
