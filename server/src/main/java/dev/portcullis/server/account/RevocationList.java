// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;

/**
 * A list of certificates that their authority has revoked.
 *
 * @param data the list as it was imported, PEM or DER, in Base64
 * @param trustAnchorId the trust anchor whose certificates it speaks of, which may be gone
 */
public record RevocationList(
        String id,
        String region,
        String name,
        String data,
        String trustAnchorId,
        boolean isEnabled,
        Tags tags,
        Instant createdAt,
        Instant updatedAt)
        implements AnywhereResource {
    /** The first part of the resource in its ARN. */
    public static final String TYPE = "crl";

    @Override
    public Kind kind() {
        return Kind.REVOCATION_LIST;
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** This with another name and another list. */
    public RevocationList changed(String nextName, String nextData, Instant now) {
        return new RevocationList(id, region, nextName, nextData, trustAnchorId, isEnabled, tags, createdAt, now);
    }

    public RevocationList enabled(boolean next, Instant now) {
        return new RevocationList(id, region, name, data, trustAnchorId, next, tags, createdAt, now);
    }

    @Override
    public RevocationList withTags(Tags next) {
        return new RevocationList(id, region, name, data, trustAnchorId, isEnabled, next, createdAt, updatedAt);
    }
}
