// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** How directly a principal element names a caller, weakest first (rule 2.6). */
enum MatchLevel {
    NONE,
    /** The caller's account. */
    ACCOUNT,
    /** The role or user behind the caller's session. */
    ENTITY,
    /** The caller itself, or everyone. */
    DIRECT;

    MatchLevel orBetter(MatchLevel other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
