// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** Who asks, as the verifier of credentials established it. The engine believes it; nothing else may make one. */
public sealed interface Principal {
    /** The 12-digit account the principal belongs to; empty for one that belongs to none. */
    String account();

    /** The account's root user (rule 10.9). {@code arn} is {@code arn:PARTITION:iam::ACCOUNT:root}. */
    record Root(String account, String arn) implements Principal {}

    /** An IAM user, by access key or through {@code GetSessionToken} (rule 2.7). {@code userId} is its unique id, empty if unknown. */
    record User(String account, String arn, String userId) implements Principal {}

    /**
     * A session of a role.
     *
     * @param sessionArn {@code arn:PARTITION:sts::ACCOUNT:assumed-role/NAME/SESSION}; empty when only the role is known (rule 2.8a)
     * @param roleArn the role's ARN with its path; empty when only the session is known: a role's ARN is then compared with it
     *     by account and name alone, ignoring case (rule 2.8)
     * @param roleId the role's unique id, empty if unknown
     * @param isServiceLinked whether the role is a service-linked one: organization policies do not bind it (rule 12.10)
     */
    record RoleSession(String account, String sessionArn, String roleArn, String roleId, boolean isServiceLinked)
            implements Principal {}

    /** A session from {@code GetFederationToken}: {@code arn} is the federated user's, {@code userArn} that of the user behind it. */
    record FederatedUser(String account, String arn, String userArn, String userId) implements Principal {}

    /** A service principal such as {@code ec2.amazonaws.com} (rule 10.11). */
    record Service(String id) implements Principal {
        @Override
        public String account() {
            return "";
        }
    }

    /** An identity of an external provider while it assumes a role (rule 2.10): the provider's ARN or built-in host name. */
    record Federated(String provider) implements Principal {
        @Override
        public String account() {
            return "";
        }
    }

    /** Nobody: an unsigned request (rule 2.9). */
    record Anonymous() implements Principal {
        @Override
        public String account() {
            return "";
        }
    }
}
