// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** What policies that count as one say to a request, weakest first: a Deny beats every Allow (rule 10.2). */
enum Answer {
    /** No statement applies. */
    SILENT,
    /** An Allow names the caller's account. */
    ALLOWS_ACCOUNT,
    /** An Allow names the role or user behind the caller's session. */
    ALLOWS_ENTITY,
    /** An Allow names the caller itself or everyone, or is of a kind that names nobody. */
    ALLOWS,
    DENIES;

    /** What a statement says that applies and names the caller so. */
    static Answer of(Effect effect, MatchLevel level) {
        return switch (level) {
            case NONE -> SILENT;
            case ACCOUNT -> effect == Effect.DENY ? DENIES : ALLOWS_ACCOUNT;
            case ENTITY -> effect == Effect.DENY ? DENIES : ALLOWS_ENTITY;
            case DIRECT -> effect == Effect.DENY ? DENIES : ALLOWS;
        };
    }

    Answer orStronger(Answer other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Whether an Allow applies and no Deny. */
    boolean allows() {
        return this != SILENT && this != DENIES;
    }
}
