// SPDX-License-Identifier: Apache-2.0
/**
 * Who calls: the only package that verifies signatures and the proofs of browser sessions, and the only maker of a {@link dev.portcullis.server.authn.Caller}.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.authn;
