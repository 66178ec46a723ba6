// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.aws.sts.Credentials;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionTokens;
import java.util.Optional;

/**
 * Temporary credentials as STS answers them, to whoever asked for them and once.
 *
 * @param packedPolicyPercent the share of the room for policies and tags that is used; empty if none were passed
 * @param tokenSize the session token's length, in characters
 * @param tokenPercent the same as a share of the longest
 */
record ShownCredentials(
        Credentials credentials, Optional<Integer> packedPolicyPercent, int tokenSize, int tokenPercent) {
    static ShownCredentials of(SessionClaims claims, IssuedSession.Issued issued) {
        var credentials = Credentials.builder()
                .accessKeyId(claims.accessKeyId())
                .secretAccessKey(issued.secretAccessKey().revealText())
                .sessionToken(issued.token())
                .expiration(claims.expiresAt())
                .build();
        int size = issued.token().length();
        return new ShownCredentials(
                credentials,
                Optional.of(issued.packedPolicyPercent()).filter(percent -> percent > 0),
                size,
                Math.ceilDiv(100 * size, SessionTokens.MOST_CHARACTERS));
    }
}
