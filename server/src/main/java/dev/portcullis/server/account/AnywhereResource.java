// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;

/** Something of Roles Anywhere, which is in one region and called by its id; names need not be unique. */
public sealed interface AnywhereResource extends Entity permits TrustAnchor, AnywhereProfile, RevocationList {
    String region();

    String name();

    /** What is disabled counts for nothing, and is kept. */
    boolean isEnabled();

    Tags tags();

    Instant createdAt();

    Instant updatedAt();

    /** The first part of its ARN's resource, such as {@code trust-anchor}. */
    String type();

    /** This with other tags. */
    AnywhereResource withTags(Tags next);
}
