// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/**
 * How many of something an account, or one of its entities, may have. Names and values are AWS's defaults for a new account (IAM
 * User Guide, "IAM and AWS STS quotas").
 */
public enum Quota {
    USERS("UsersPerAccount", 5_000),
    GROUPS("GroupsPerAccount", 300),
    ROLES("RolesPerAccount", 1_000),
    POLICIES("PoliciesPerAccount", 1_500),
    INSTANCE_PROFILES("InstanceProfilesPerAccount", 1_000),
    ROLES_PER_INSTANCE_PROFILE("InstanceSessionsPerInstanceProfile", 1),
    GROUPS_PER_USER("GroupsPerUser", 10),
    POLICIES_PER_USER("PoliciesPerUser", 10),
    POLICIES_PER_GROUP("PoliciesPerGroup", 10),
    POLICIES_PER_ROLE("PoliciesPerRole", 20),
    VERSIONS_PER_POLICY("VersionsPerPolicy", 5),
    ACCESS_KEYS_PER_USER("AccessKeysPerUser", 2),
    VIRTUAL_MFA_DEVICES("VirtualMFADevicesPerAccount", 5_000),
    MFA_DEVICES_PER_USER("MFADevicesPerUser", 8),
    SSH_PUBLIC_KEYS_PER_USER("SSHPublicKeysPerUser", 5),
    SERVICE_CREDENTIALS_PER_USER("ServiceSpecificCredentialsPerUser", 2),
    SIGNING_CERTIFICATES_PER_USER("SigningCertificatesPerUser", 2),
    SERVER_CERTIFICATES("ServerCertificatesPerAccount", 20),
    /** Our own: AWS has no registered services. */
    SERVICES("ServicesPerAccount", 1_000),
    /** Our own. */
    ACCESS_KEYS_PER_SERVICE("AccessKeysPerService", 2),
    /** Our own: AWS's groups carry no roles. */
    ROLES_PER_GROUP("RolesPerGroup", 10),
    /** Our own. */
    ROLES_PER_USER("RolesPerUser", 10),
    /** Our own: AWS's groups have users only. */
    INSTANCES_PER_GROUP("InstancesPerGroup", 10_000),
    /** Our own. */
    GROUPS_PER_INSTANCE("GroupsPerInstance", 10),
    /** Our own: all that one server has. */
    ACCOUNTS("Accounts", 10_000),
    /** Our own, for each region: in AWS it depends on the type. */
    INSTANCES("InstancesPerRegion", 10_000),
    /** AWS's, for each region, as those of Roles Anywhere that follow. */
    TRUST_ANCHORS("TrustAnchors", 50),
    ANYWHERE_PROFILES("Profiles", 250),
    REVOCATION_LISTS_PER_TRUST_ANCHOR("CrlsPerTrustAnchor", 2),
    /** Our own. */
    CERTIFICATES_PER_TRUST_ANCHOR("CertificatesPerTrustAnchor", 20),
    TAGS("TagsPerResource", 50),
    /** Characters, white space not counted, as all sizes here. */
    POLICY_SIZE("PolicySize", 6_144),
    TRUST_POLICY_SIZE("ACLSizePerRole", 2_048),
    INLINE_SIZE_PER_USER("InlinePolicySizePerUser", 2_048),
    INLINE_SIZE_PER_GROUP("InlinePolicySizePerGroup", 5_120),
    INLINE_SIZE_PER_ROLE("InlinePolicySizePerRole", 10_240);

    private final String wireName;
    private final int limit;

    Quota(String wireName, int limit) {
        this.wireName = wireName;
        this.limit = limit;
    }

    public String wireName() {
        return wireName;
    }

    public int limit() {
        return limit;
    }
}
