// SPDX-License-Identifier: Apache-2.0
/** Policies: what they say, and what a request may do under them. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.policy;
