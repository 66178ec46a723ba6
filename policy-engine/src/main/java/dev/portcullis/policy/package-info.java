// SPDX-License-Identifier: Apache-2.0
/**
 * Policies: what they say, and what a request may do under them. The rules are those of AWS IAM, written down and numbered in
 * {@code docs/policy-semantics.md}; comments cite the numbers.
 *
 * <pre>{@code
 * var policy = switch (Policy.read("readers", text)) {
 *     case ParseResult.Parsed(var it) -> it;
 *     case ParseResult.Rejected(var problems) -> throw new IllegalArgumentException(problems.toString());
 * };
 * var policies = PolicySet.builder().identity(List.of(policy)).build();
 * var alice = new Principal.User("111122223333", "arn:aws:iam::111122223333:user/alice", "");
 * var context = Context.builder().put("aws:SecureTransport", "true").build();
 * var request = new Request(alice, "s3:GetObject", "arn:aws:s3:::photos/cat.jpg", "111122223333", context);
 * Explanation why = new Authorizer().explain(request, policies);
 * }</pre>
 *
 * <p>{@link dev.portcullis.policy.Policy} reads documents for evaluation and {@link dev.portcullis.policy.PolicyValidator} judges
 * them before they are written; {@link dev.portcullis.policy.PolicySet} says which take part;
 * {@link dev.portcullis.policy.Authorizer} decides and explains. Everything is immutable and may be used by many threads.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.policy;
