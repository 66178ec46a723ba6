// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/** Who a browser session is. */
public sealed interface SessionPrincipal {
    /** The account's root user. */
    record Root(String account) implements SessionPrincipal {
        @Override
        public String id() {
            return account;
        }
    }

    /** A user, by its unique id. */
    record User(String id) implements SessionPrincipal {}

    /**
     * Temporary credentials: an assumed role or a federated user. The token says everything else about them.
     *
     * @param id what stands for the principal in sessions: the unique id of a role and the name of the role session, as {@code aws:userid}
     * @param accessKeyId of the credentials
     * @param sessionToken of the credentials; it is of no use to anybody without their secret
     */
    record Temporary(String id, String accessKeyId, String sessionToken) implements SessionPrincipal {
        @Override
        public String toString() {
            return "Temporary[" + id + ", " + accessKeyId + "]";
        }
    }

    /** The unique id of the principal, or the account number for root. */
    String id();
}
