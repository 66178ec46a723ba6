// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;

/** Something of Roles Anywhere, which is in one region and called by its id; names need not be unique. */
public sealed interface AnywhereResource extends Entity permits TrustAnchor, AnywhereProfile, RevocationList {
    /**
     * What each of them has.
     *
     * @param isEnabled what is disabled counts for nothing, and is kept
     * @param updatedAt when it was changed otherwise than by its tags
     */
    record Base(String id, String region, boolean isEnabled, Tags tags, Instant createdAt, Instant updatedAt) {
        /** Of a change at that time. */
        Base updated(Instant now) {
            return new Base(id, region, isEnabled, tags, createdAt, now);
        }

        Base enabled(boolean next, Instant now) {
            return new Base(id, region, next, tags, createdAt, now);
        }

        Base withTags(Tags next) {
            return new Base(id, region, isEnabled, next, createdAt, updatedAt);
        }
    }

    Base base();

    /** This with another base. */
    AnywhereResource with(Base next);

    String name();

    /** The first part of its ARN's resource, such as {@code trust-anchor}. */
    String type();

    @Override
    default String id() {
        return base().id();
    }

    default String region() {
        return base().region();
    }

    /** What is disabled counts for nothing, and is kept. */
    default boolean isEnabled() {
        return base().isEnabled();
    }

    default Tags tags() {
        return base().tags();
    }

    default Instant createdAt() {
        return base().createdAt();
    }

    default Instant updatedAt() {
        return base().updatedAt();
    }

    /** This with other tags. */
    default AnywhereResource withTags(Tags next) {
        return with(base().withTags(next));
    }
}
