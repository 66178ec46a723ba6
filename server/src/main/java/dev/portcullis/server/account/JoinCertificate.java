// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;

/**
 * Which certificate lets an agent join as an instance.
 *
 * @param trustAnchorArn of the trust anchor of Roles Anywhere, in the same account and region, that vouches for it
 * @param commonName the one {@code CN} of its subject
 * @param lastSignedAt when the request was signed by which an agent joined last
 */
public record JoinCertificate(String trustAnchorArn, String commonName, Optional<Instant> lastSignedAt) {
    /** Once an agent has joined by it. */
    public JoinCertificate usedAt(Instant signedAt) {
        return new JoinCertificate(trustAnchorArn, commonName, Optional.of(signedAt));
    }
}
