// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/**
 * What a key is for. Each purpose has keys of its own, and nothing made for one opens for another.
 *
 * <p>AES-GCM with random 96-bit nonces is safe for about 2<sup>32</sup> messages under one key (NIST SP 800-38D, 8.3).
 * Purposes with traffic therefore have a new key each day (UTC), which allows 49,000 messages a second all day long; what is
 * made under the key of a day opens only until the purpose's window has passed. Stored secrets and the master check, which are
 * written rarely, have one lasting key.
 */
public enum Purpose {
    /** Secret access keys and other secrets at rest. */
    STORED_SECRET(1, 0),
    /** Session tokens. They live 36 hours at most; older ones still open, so that they can be told expired. */
    SESSION_TOKEN(2, 30),
    /** Secret access keys of sessions: derived, never sealed. */
    SESSION_SECRET(3, 0),
    /** Pagination markers. */
    PAGE_MARKER(4, 7),
    /** Encoded authorization messages. */
    AUTHORIZATION_MESSAGE(5, 30),
    /** What signing in takes: cookies, tickets between pages, challenges of passkeys, links for the root password. */
    SIGN_IN(6, 7),
    /** The value by which a data directory recognises its master key. */
    MASTER_CHECK(7, 0),
    /** Tokens with which an agent joins as an instance. They live an hour. */
    JOIN_TOKEN(8, 1);

    private final byte code;
    private final int daysBack;

    Purpose(int code, int daysBack) {
        this.code = (byte) code;
        this.daysBack = daysBack;
    }

    /** The byte that stands for the purpose in sealed data; never reused. */
    byte code() {
        return code;
    }

    /** Whether the key changes each day. */
    boolean isDaily() {
        return daysBack > 0;
    }

    /** For how many days before today the keys of a daily purpose still open. */
    int daysBack() {
        return daysBack;
    }

    boolean isForSealing() {
        return this != SESSION_SECRET;
    }

    /** The label that goes into the derivation of the purpose's keys. */
    String label() {
        return name();
    }
}
