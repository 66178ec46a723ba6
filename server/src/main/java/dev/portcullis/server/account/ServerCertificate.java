// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;

/**
 * A certificate that servers show, and its chain. Its private key is its secret, which lies apart and is never shown.
 *
 * @param expiresAt the end of the certificate's validity
 * @param body in PEM, as it was uploaded
 * @param chain the certificates above it, in PEM, as they were uploaded
 */
public record ServerCertificate(
        String id,
        String name,
        String path,
        Instant uploadedAt,
        Instant expiresAt,
        String body,
        Optional<String> chain,
        Tags tags)
        implements Named {
    @Override
    public Kind kind() {
        return Kind.SERVER_CERTIFICATE;
    }

    public ServerCertificate called(String nextName, String nextPath) {
        return new ServerCertificate(id, nextName, nextPath, uploadedAt, expiresAt, body, chain, tags);
    }

    public ServerCertificate withTags(Tags next) {
        return new ServerCertificate(id, name, path, uploadedAt, expiresAt, body, chain, next);
    }
}
