// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;

/** Remembers, durably, what may happen only once: one-time codes, assertion and token ids, client tokens. Thread-safe. */
public interface OnceLedger {
    /**
     * Claims a key for good, or until the time after which nobody accepts it any more.
     *
     * @param purpose what kind of thing; keys of different purposes do not meet
     * @param key which one
     * @param expiresAt until when the claim must be remembered
     * @return true for exactly one caller, durable on return; false for every other, and when {@code expiresAt} is not
     *     in the future
     * @throws StoreException when it could not be written: treat the thing as used
     */
    boolean claim(String purpose, String key, Instant expiresAt);
}
