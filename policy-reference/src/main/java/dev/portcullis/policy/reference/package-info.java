// SPDX-License-Identifier: Apache-2.0
/**
 * The slow, obvious evaluator: section for section the rules of {@code docs/policy-semantics.md}, whose numbers the
 * methods cite. It reads policy text by itself, keeps nothing between two decisions and shares only value types with
 * the engine, so that agreement of the two means something. For tests and benchmarks; nothing ships with it.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.policy.reference;
