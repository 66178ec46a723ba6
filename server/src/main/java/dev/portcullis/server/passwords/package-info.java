// SPDX-License-Identifier: Apache-2.0
/**
 * The passwords that users sign in with: login profiles, what an account demands of passwords, and how they are kept. Hashing is slow on
 * purpose and happens before a change waits for its turn.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.passwords;
