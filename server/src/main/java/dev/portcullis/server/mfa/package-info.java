// SPDX-License-Identifier: Apache-2.0
/**
 * Second factors: virtual MFA devices and hardware tokens, the one-time passwords that they show, and who may use them. A password counts once, and whoever
 * guesses is stopped soon.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.mfa;
