// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.x509;

/** Why a certificate proves nothing. */
public enum Untrusted {
    /** It, or one on the way to the authority, is of a kind that is not taken. */
    INSUFFICIENT,
    /** It leads to none of the authorities, or not validly. */
    NO_PATH,
    /** It, or one on the way to the authority, has been revoked, or whether it has cannot be told. */
    REVOKED
}
