// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import dev.portcullis.agent.server.OwnInstance;
import dev.portcullis.agent.server.RoleCredentials;
import java.time.Instant;
import java.util.Optional;

/**
 * What the agent knows at one time.
 *
 * @param instance the instance, as the server last told
 * @param role what of its role can be handed out
 * @param since when this became known
 * @param until when the agent's own identity ends: from then on it speaks for no instance
 */
public record Knowledge(OwnInstance instance, RoleState role, Instant since, Instant until) {
    /** Whether there are credentials of the instance's role. */
    public sealed interface RoleState {
        /** The instance has no role. */
        record None() implements RoleState {}

        /** It has one whose credentials have not come, or can come no more. */
        record Unavailable() implements RoleState {}

        /**
         * It has one that it cannot assume.
         *
         * @param message the server's reason
         */
        record NotAssumable(String message) implements RoleState {}

        /** It has one, of which these are. */
        record Available(RoleCredentials credentials) implements RoleState {}
    }

    /** Credentials of another role than the instance's are a mistake that must not be made. */
    public Knowledge {
        if (role instanceof RoleState.Available(RoleCredentials credentials)
                && !instance.roleName().equals(Optional.of(credentials.roleName()))) {
            throw new IllegalArgumentException("Credentials of another role than the instance's.");
        }
    }

    /** The credentials, as long as they count. */
    Optional<RoleCredentials> credentials(Instant now) {
        return role instanceof RoleState.Available(RoleCredentials credentials)
                        && now.isBefore(credentials.expiration())
                ? Optional.of(credentials)
                : Optional.empty();
    }
}
