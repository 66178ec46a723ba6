// SPDX-License-Identifier: Apache-2.0
/**
 * What tests, fuzzers and benchmarks of policy evaluation share: a small seeded source of choices, generators that start from policy
 * text and favour near misses, readers of case files, and the workloads that are measured.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.policy.testkit;
