// SPDX-License-Identifier: Apache-2.0
/**
 * X.509 certificates as proofs of identity: which are good enough to be looked at, and whether one leads to an authority that is trusted and
 * has not revoked it (RFC 5280). Knows nothing of accounts and requests.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.x509;
