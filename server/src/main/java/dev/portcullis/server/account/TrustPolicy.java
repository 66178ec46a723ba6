// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A role's trust policy: the author's text, and which spans of it name a user or role. Those were bound to unique ids when the
 * policy was saved, so that deleting an entity and making another of the same name does not restore the trust (rule 2.5).
 */
public final class TrustPolicy {
    /**
     * A user or role named in the text.
     *
     * @param start where its ARN begins in the text, within the quotes
     * @param end where it ends, exclusive
     * @param account the account it belongs to
     * @param arn the ARN as written
     * @param uniqueId what it was bound to
     */
    public record Bound(int start, int end, AccountId account, String arn, String uniqueId) {}

    private final String text;
    private final List<Bound> bound;
    private final PolicyDocument evaluated;

    public TrustPolicy(String text, List<Bound> bound) {
        this.text = text;
        this.bound =
                bound.stream().sorted(Comparator.comparingInt(Bound::start)).toList();
        this.evaluated = new PolicyDocument("AssumeRolePolicyDocument", spliced(Bound::uniqueId));
    }

    /** The text as it was written. */
    public String text() {
        return text;
    }

    public List<Bound> bound() {
        return bound;
    }

    /** The policy as it is evaluated: with unique ids in the place of ARNs. */
    public PolicyDocument evaluated() {
        return evaluated;
    }

    /**
     * The policy as it is shown: as written, but for principals that were renamed since, shown by their present ARN, and those
     * that are gone, shown by their bare unique id.
     *
     * @param presentArn the ARN that a bound entity has now; empty if it is gone
     */
    public String shown(Function<Bound, Optional<String>> presentArn) {
        return spliced(span -> presentArn.apply(span).orElse(span.uniqueId()));
    }

    private String spliced(Function<Bound, String> replacement) {
        var spliced = new StringBuilder();
        int from = 0;
        for (var span : bound) {
            var value = replacement.apply(span);
            spliced.append(text, from, span.start());
            spliced.append(value.equals(span.arn()) ? text.substring(span.start(), span.end()) : value);
            from = span.end();
        }
        return spliced.append(text, from, text.length()).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustPolicy policy && policy.text.equals(text) && policy.bound.equals(bound);
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
