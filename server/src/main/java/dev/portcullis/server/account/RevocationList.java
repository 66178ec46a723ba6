// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;

/**
 * A list of certificates that their authority has revoked.
 *
 * @param data the list as it was imported, PEM or DER, in Base64
 * @param trustAnchorId the trust anchor whose certificates it speaks of, which may be gone
 */
public record RevocationList(Base base, String name, String data, String trustAnchorId) implements AnywhereResource {
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

    @Override
    public RevocationList with(Base next) {
        return new RevocationList(next, name, data, trustAnchorId);
    }

    /** This with another name and another list. */
    public RevocationList changed(String nextName, String nextData, Instant now) {
        return new RevocationList(base.updated(now), nextName, nextData, trustAnchorId);
    }

    public RevocationList enabled(boolean next, Instant now) {
        return with(base.enabled(next, now));
    }
}
