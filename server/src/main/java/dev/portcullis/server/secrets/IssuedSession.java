// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/** What came of issuing a session token. */
public sealed interface IssuedSession {
    /**
     * The session is issued.
     *
     * @param token the session token, at most {@link SessionTokens#MOST_CHARACTERS} characters of Base64
     * @param secretAccessKey the session's secret access key, 40 characters
     * @param packedPolicyPercent how much of the room for policies and tags is used, 0 (none passed) to 100
     */
    record Issued(String token, Secret secretAccessKey, int packedPolicyPercent) implements IssuedSession {
        @Override
        public String toString() {
            return "Issued[redacted]";
        }
    }

    /** Policies and tags together take more room than a token has: {@code percent} of it, over 100. */
    record PackedPolicyTooLarge(int percent) implements IssuedSession {}
}
