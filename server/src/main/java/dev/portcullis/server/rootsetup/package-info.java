// SPDX-License-Identifier: Apache-2.0
/**
 * How a root user comes by a password when nobody can sign in yet, or any more: by a link that counts once, made at the first start or by
 * the operator who holds the data and the master key. There is no default password.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.rootsetup;
