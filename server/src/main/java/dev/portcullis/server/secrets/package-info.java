// SPDX-License-Identifier: Apache-2.0
/**
 * Everything that is secret or stands for a secret: the master key, the keys made from it for one purpose each, what is sealed
 * with them (stored secrets, and tokens of all kinds, {@link dev.portcullis.server.secrets.Purpose}) and the identifiers and secrets that are
 * drawn at random. Only the JDK's own cryptography is used: AES-256-GCM, HKDF-SHA256 (RFC 5869), HMAC-SHA256 and
 * {@link java.security.SecureRandom}. The package knows nothing of accounts, storage or requests.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.secrets;
