// SPDX-License-Identifier: Apache-2.0
/**
 * What policies would say: the engine's side of {@code SimulateCustomPolicy}, {@code SimulatePrincipalPolicy} and
 * {@code GetContextKeysFor…Policy} (section 13). A simulation decides with the same engine as a live request and differs in what it is
 * told: nothing of a real request is used, and missing condition keys are reported.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.policy.simulation;
