// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import java.util.Optional;

/** The operations of the server that agents call. Each throws {@link Unreachable} or {@link Refused}. */
public interface PortcullisServer {
    /** Spends a join token: it counts once, and the agent that joined before counts no more. */
    AgentIdentity join(Secret joinToken) throws Unreachable, Refused;

    /** Joins as an instance by the certificate of the host, which the agent that joined before does not survive. */
    AgentIdentity join(String instanceArn, Proof proof) throws Unreachable, Refused;

    /** Later credentials of the same agent. */
    AgentCredentials renew(AgentIdentity identity) throws Unreachable, Refused;

    /**
     * The agent's own instance.
     *
     * @param knownRevision the revision that the agent has; empty text when it has none
     * @return empty when that is still the present one
     */
    Optional<OwnInstance> ownInstance(AgentIdentity identity, String knownRevision) throws Unreachable, Refused;

    /** Credentials of the role that the instance has. */
    RoleCredentials roleCredentials(AgentIdentity identity) throws Unreachable, Refused;

    /** No answer came, or none that the server would have given: it may be down, or something between. What was asked may have been done. */
    final class Unreachable extends Exception {
        private static final long serialVersionUID = 1;

        public Unreachable(String message) {
            super(message);
        }

        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The server said no. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String code;
        private final String reason;

        /**
         * A refusal.
         *
         * @param code AWS's code of the error
         * @param reason the server's words
         */
        public Refused(String code, String reason) {
            super(code + ": " + reason);
            this.code = code;
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }

        public String code() {
            return code;
        }
    }
}
