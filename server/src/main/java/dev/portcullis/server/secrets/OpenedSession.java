// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/** What a session token turned out to be. */
public sealed interface OpenedSession {
    /** Ours, of this access key id, and not expired. Epoch, revocation and the principal itself are still to be checked. */
    record Valid(SessionClaims claims, Secret secretAccessKey) implements OpenedSession {}

    /** Ours, of this access key id, but expired. */
    record Expired(SessionClaims claims) implements OpenedSession {}

    /** Not a token of ours, altered, too old to tell, or the token of another access key id. */
    record Invalid(Reason reason) implements OpenedSession {}

    /** Why a token is invalid: for logs, not for callers. */
    enum Reason {
        /** Not sealed by us, altered or too old. */
        UNREADABLE,
        /** Sealed by us for another access key id than the request is signed with. */
        OTHER_ACCESS_KEY
    }
}
