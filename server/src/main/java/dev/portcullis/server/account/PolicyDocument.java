// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * A policy's text as its author wrote it, byte for byte, and its compiled form, made when it is first asked for and kept:
 * a document is compiled once, however many principals it reaches.
 */
public final class PolicyDocument {
    private final String id;
    private final String text;
    private volatile @Nullable Policy compiled;
    private volatile int size = -1;

    /** @param id how decisions name the policy: the ARN of a managed policy, the name of an inline one */
    public PolicyDocument(String id, String text) {
        this.id = id;
        this.text = text;
    }

    public String id() {
        return id;
    }

    public String text() {
        return text;
    }

    /** The length as quotas count it: in characters, without white space (rule 1.5). */
    public int size() {
        int counted = size;
        if (counted < 0) {
            counted = Policy.sizeWithoutWhiteSpace(text);
            size = counted;
        }
        return counted;
    }

    /**
     * The compiled policy.
     *
     * @throws IllegalStateException if the text is no policy, which validation on write rules out: the request that needs it is refused
     */
    public Policy policy() {
        var policy = compiled;
        if (policy == null) {
            policy = switch (Policy.read(id, text)) {
                case ParseResult.Parsed(var parsed) -> parsed;
                case ParseResult.Rejected(var problems) ->
                    throw new IllegalStateException("Stored policy " + id + " cannot be read: " + problems);
            };
            compiled = policy;
        }
        return policy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PolicyDocument document && document.id.equals(id) && document.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
