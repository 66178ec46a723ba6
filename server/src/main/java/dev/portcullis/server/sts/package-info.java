// SPDX-License-Identifier: Apache-2.0
/**
 * Temporary credentials: who asks for them has passed the {@link dev.portcullis.server.authz.Gatekeeper}, for a role its trust policy
 * included; here is decided what the new session carries, and for how long (section 12 of the semantics).
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.sts;
