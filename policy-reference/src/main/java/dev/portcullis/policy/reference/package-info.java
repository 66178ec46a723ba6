// SPDX-License-Identifier: Apache-2.0
/** The written semantics, said again as slowly and plainly as possible. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.policy.reference;
