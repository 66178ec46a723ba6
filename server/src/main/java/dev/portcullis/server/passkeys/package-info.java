// SPDX-License-Identifier: Apache-2.0
/**
 * Passkeys and FIDO2 security keys (W3C Web Authentication): how they are registered, and how they prove who signs in, after a password or
 * instead of one. The only package that knows the library that reads what authenticators say; whatever that refuses, or chokes on, is
 * refused here.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.passkeys;
