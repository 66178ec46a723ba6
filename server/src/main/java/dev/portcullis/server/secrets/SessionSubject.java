// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/** Whose session it is. Names and everything else about the principal are read from the account, by its unique id. */
public sealed interface SessionSubject {
    /** A role session: {@code AssumeRole} and its relatives. The id is the role's ({@code AROA…}). */
    record Role(String roleId, String sessionName) implements SessionSubject {}

    /** A user's own session: {@code GetSessionToken}. The id is the user's ({@code AIDA…}). */
    record User(String userId) implements SessionSubject {}

    /**
     * A federated user's session: {@code GetFederationToken}. The issuer is the unique id of the user who asked for it, or the
     * account number when the root user did.
     */
    record FederatedUser(String issuerId, String name) implements SessionSubject {}

    /** A session of an account's root user. */
    record Root(String account) implements SessionSubject {}

    /** The agent that joined as an instance ({@code i-…}); the session's region is the instance's, and its epoch counts the agents that joined. */
    record Agent(String instanceId) implements SessionSubject {}

    /** The unique id of the principal in whose name the session acts and whose epoch it carries; the account number for root. */
    default String principalId() {
        return switch (this) {
            case Role(var roleId, var _) -> roleId;
            case User(var userId) -> userId;
            case FederatedUser(var issuerId, var _) -> issuerId;
            case Root(var account) -> account;
            case Agent(var instanceId) -> instanceId;
        };
    }
}
