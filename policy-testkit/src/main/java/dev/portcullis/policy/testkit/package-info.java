// SPDX-License-Identifier: Apache-2.0
/** Case files and generators for tests, fuzzers and benchmarks. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.policy.testkit;
