// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Certificate authorities of which an account trusts that whom they certify is who it says it is.
 *
 * @param certificates theirs, in PEM
 * @param notifications what somebody has set of them, by event
 */
public record TrustAnchor(Base base, String name, String certificates, List<Notification> notifications)
        implements AnywhereResource {
    /** The first part of the resource in its ARN. */
    public static final String TYPE = "trust-anchor";

    /**
     * A notification that somebody has turned off.
     *
     * @param threshold how many days before the event, if that was set
     * @param configuredBy the ARN of who did it
     */
    public record Notification(String event, Optional<Integer> threshold, String configuredBy) {}

    public TrustAnchor {
        notifications = List.copyOf(notifications);
    }

    @Override
    public Kind kind() {
        return Kind.TRUST_ANCHOR;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public TrustAnchor with(Base next) {
        return new TrustAnchor(next, name, certificates, notifications);
    }

    /** This with another name and other certificates. */
    public TrustAnchor changed(String nextName, String nextCertificates, Instant now) {
        return new TrustAnchor(base.updated(now), nextName, nextCertificates, notifications);
    }

    public TrustAnchor enabled(boolean next, Instant now) {
        return with(base.enabled(next, now));
    }

    public TrustAnchor notifying(List<Notification> next, Instant now) {
        return new TrustAnchor(base.updated(now), name, certificates, next);
    }
}
