// SPDX-License-Identifier: Apache-2.0
/** Benchmarks. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.benchmarks;
