// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.time.Instant;
import java.util.Optional;

/**
 * How a session came about.
 *
 * @param chained whether a role session asked for it, so that the limits of role chaining hold (rules 12.4, 12.5)
 * @param mfaAt when the caller proved the second factor, in whole seconds; empty if that did not happen
 * @param sourceIdentity the source identity, which stays for the whole chain (rule 12.7)
 * @param federatedProvider the identity provider through which the role was assumed
 * @param instance the instance to which the credentials were delivered
 * @param region the region that issued it
 * @param service the service that issued it, as {@code sts} or {@code ec2}
 */
public record SessionOrigin(
        boolean chained,
        Optional<Instant> mfaAt,
        Optional<String> sourceIdentity,
        Optional<String> federatedProvider,
        Optional<Instance> instance,
        String region,
        String service) {

    /** An instance, and what it has the role by; the session dies with that. */
    public record Instance(String instanceId, Through through) {}

    /** What an instance has its role by. */
    public sealed interface Through {
        /** The association between the instance and its instance profile. */
        record Association(String id) implements Through {}

        /**
         * A group that the instance is in and that carries the role.
         *
         * @param joining the number of the joining by which the instance is in the group
         * @param fleetEpoch the group's
         */
        record Membership(String groupId, int joining, int fleetEpoch) implements Through {}
    }

    public SessionOrigin {
        mfaAt.ifPresent(SessionClaims::requireWholeSeconds);
    }

    /** Issued there, by that service, and nothing special about it. */
    public static SessionOrigin of(String region, String service) {
        return new SessionOrigin(
                false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), region, service);
    }

    public SessionOrigin withChained(boolean value) {
        return new SessionOrigin(value, mfaAt, sourceIdentity, federatedProvider, instance, region, service);
    }

    public SessionOrigin withMfaAt(Instant value) {
        return new SessionOrigin(
                chained, Optional.of(value), sourceIdentity, federatedProvider, instance, region, service);
    }

    public SessionOrigin withSourceIdentity(String value) {
        return new SessionOrigin(chained, mfaAt, Optional.of(value), federatedProvider, instance, region, service);
    }

    public SessionOrigin withFederatedProvider(String value) {
        return new SessionOrigin(chained, mfaAt, sourceIdentity, Optional.of(value), instance, region, service);
    }

    public SessionOrigin withInstance(Instance value) {
        return new SessionOrigin(
                chained, mfaAt, sourceIdentity, federatedProvider, Optional.of(value), region, service);
    }
}
