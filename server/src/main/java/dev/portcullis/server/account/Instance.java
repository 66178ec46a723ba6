// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;

/**
 * An instance: a machine, virtual machine, container or process that somebody owns and registered here.
 *
 * @param id {@code i-} and 17 hexadecimal digits, never used again
 * @param launch what was decided once, when it was launched
 * @param tags whose keys are compared ignoring case, as all tags here
 * @param userData what its owner hands to the software on it, Base64
 * @param profile which instance profile it has
 * @param joining how agents come to speak for it
 */
public record Instance(
        String id,
        Launch launch,
        Status status,
        Tags tags,
        Optional<String> userData,
        MetadataOptions metadata,
        Optional<ProfileAssociation> profile,
        Joining joining) {
    /** What an instance is when nobody says what type. */
    public static final String STANDARD_TYPE = "t3.micro";

    /** The states of EC2, with the numbers that it gives them. */
    public enum State {
        PENDING(0, "pending"),
        RUNNING(16, "running"),
        TERMINATED(48, "terminated"),
        STOPPED(80, "stopped");

        private final int code;
        private final String wireName;

        State(int code, String wireName) {
            this.code = code;
            this.wireName = wireName;
        }

        public int code() {
            return code;
        }

        public String wireName() {
            return wireName;
        }

        static State named(String wireName) {
            for (var state : values()) {
                if (state.wireName.equals(wireName)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("No state of an instance: " + wireName);
        }
    }

    /**
     * What never changes.
     *
     * @param reservationId {@code r-} and 17 hexadecimal digits, shared by those launched together
     * @param index the place among those, from 0
     * @param imageId what kind of host it is
     * @param at when it was launched; a start counts as another launch of it in {@link Status#since}
     * @param clientToken by which a repeated launch is recognised
     * @param digest of what was asked for, so that a token is not used for something else
     */
    public record Launch(
            String reservationId,
            int index,
            String imageId,
            String type,
            String zone,
            Instant at,
            Optional<String> clientToken,
            String digest) {}

    /**
     * How it stands.
     *
     * @param reason the code of what brought it there, as EC2 tells it; empty while it runs
     */
    public record Status(State state, String reason, Instant since) {}

    /** An instance's own state, without the rest. */
    public State state() {
        return status.state();
    }

    /** Whether somebody may still do something with it. */
    public boolean isTerminated() {
        return state() == State.TERMINATED;
    }

    /** How many agents joined as it, or were shut out. */
    public int agentEpoch() {
        return joining.agentEpoch();
    }

    public Instance in(Status next) {
        return new Instance(id, launch, next, tags, userData, metadata, profile, joining);
    }

    public Instance withTags(Tags next) {
        return new Instance(id, launch, status, next, userData, metadata, profile, joining);
    }

    public Instance withUserData(Optional<String> next) {
        return new Instance(id, launch, status, tags, next, metadata, profile, joining);
    }

    public Instance withMetadata(MetadataOptions next) {
        return new Instance(id, launch, status, tags, userData, next, profile, joining);
    }

    public Instance withProfile(Optional<ProfileAssociation> next) {
        return new Instance(id, launch, status, tags, userData, metadata, next, joining);
    }

    public Instance withJoining(Joining next) {
        return new Instance(id, launch, status, tags, userData, metadata, profile, next);
    }

    /** After another agent joined, or after the last one was shut out. */
    public Instance withNextAgentEpoch() {
        return withJoining(joining.withNextAgentEpoch());
    }
}
