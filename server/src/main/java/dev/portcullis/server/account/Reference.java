// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/**
 * One entity pointing at another.
 *
 * @param target the id of what is pointed at: a policy's ARN (so that AWS's own policies can be meant), the text of an SSH key, the credential id of a passkey, the fingerprint of a certificate, else a unique id
 */
public record Reference(Relation relation, String target) {
    /** In what way an entity points at another. */
    public enum Relation {
        /** A user, group or role has this managed policy attached. */
        ATTACHED,
        /** A user or role has this managed policy as its permissions boundary. */
        BOUNDED_BY,
        /** A user is a member of this group. */
        MEMBER_OF,
        /** An instance is a member of this group. */
        INSTANCE_IN,
        /** A user or group carries this role. */
        CARRIES,
        /** An instance profile holds this role. */
        HOLDS,
        /** An access key belongs to this user, service or root. */
        KEY_OF,
        /** An MFA device is enabled for this user or root. */
        MFA_OF,
        /** A passkey belongs to this user or root. */
        PASSKEY_OF,
        /** A passkey is this one, by its credential id. */
        PASSKEY,
        /** A signing certificate belongs to this user or root. */
        SIGNING_CERTIFICATE_OF,
        /** A signing certificate is this one, by its fingerprint. */
        CERTIFICATE,
        /** An SSH public key belongs to this user. */
        SSH_KEY_OF,
        /** An SSH public key is this one, by its text. */
        SSH_KEY,
        /** A service-specific credential belongs to this user. */
        SERVICE_CREDENTIAL_OF
    }

    public static Reference attached(String policyArn) {
        return new Reference(Relation.ATTACHED, policyArn);
    }

    public static Reference boundedBy(String policyArn) {
        return new Reference(Relation.BOUNDED_BY, policyArn);
    }

    public static Reference memberOf(String groupId) {
        return new Reference(Relation.MEMBER_OF, groupId);
    }

    public static Reference instanceIn(String groupId) {
        return new Reference(Relation.INSTANCE_IN, groupId);
    }

    public static Reference carries(String roleId) {
        return new Reference(Relation.CARRIES, roleId);
    }

    public static Reference holds(String roleId) {
        return new Reference(Relation.HOLDS, roleId);
    }

    public static Reference keyOf(String ownerId) {
        return new Reference(Relation.KEY_OF, ownerId);
    }

    public static Reference mfaOf(String ownerId) {
        return new Reference(Relation.MFA_OF, ownerId);
    }

    public static Reference passkeyOf(String ownerId) {
        return new Reference(Relation.PASSKEY_OF, ownerId);
    }

    public static Reference passkey(String credentialId) {
        return new Reference(Relation.PASSKEY, credentialId);
    }

    public static Reference sshKeyOf(String userId) {
        return new Reference(Relation.SSH_KEY_OF, userId);
    }

    public static Reference serviceCredentialOf(String userId) {
        return new Reference(Relation.SERVICE_CREDENTIAL_OF, userId);
    }

    public static Reference signingCertificateOf(String ownerId) {
        return new Reference(Relation.SIGNING_CERTIFICATE_OF, ownerId);
    }

    public static Reference certificate(String fingerprint) {
        return new Reference(Relation.CERTIFICATE, fingerprint);
    }

    public static Reference sshKey(String text) {
        return new Reference(Relation.SSH_KEY, text);
    }
}
