// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Quota;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code GetAccountSummary} counts. What this server does not have yet, such as providers, is counted as none. */
final class Summary {
    private static final int POLICY_VERSIONS = 10_000;

    /** Session tokens are good in every region, as AWS's version 2 tokens are. */
    private static final int TOKEN_VERSION = 2;

    private Summary() {}

    static Map<String, Integer> of(Account account) {
        var summary = new LinkedHashMap<String, Integer>();
        counts(account, summary);
        root(account, summary);
        quotas(summary);
        return summary;
    }

    private static void counts(Account account, Map<String, Integer> to) {
        to.put("Users", account.users().size());
        to.put("Groups", account.groups().size());
        to.put("Roles", account.roles().size());
        to.put("Policies", account.policies().size());
        to.put(
                "PolicyVersionsInUse",
                account.policies().stream()
                        .mapToInt(policy -> policy.versions().size())
                        .sum());
        to.put("InstanceProfiles", account.instanceProfiles().size());
        to.put("Providers", 0);
        to.put("ServerCertificates", account.serverCertificates().size());
        int passkeys = account.passkeys().size();
        to.put("MFADevices", account.mfaDevices().size() + passkeys);
        to.put(
                "MFADevicesInUse",
                passkeys
                        + Math.toIntExact(account.mfaDevices().stream()
                                .filter(device -> device.enabled().isPresent())
                                .count()));
    }

    /** What the root user has: 1 for yes. */
    private static void root(Account account, Map<String, Integer> to) {
        to.put("AccountAccessKeysPresent", account.keysOf(account.id().text()).isEmpty() ? 0 : 1);
        to.put("AccountMFAEnabled", account.countSecondFactorsOf(account.id().text()) == 0 ? 0 : 1);
        to.put(
                "AccountPasswordPresent",
                account.loginProfiles().get(account.id().text()).isPresent() ? 1 : 0);
        to.put(
                "AccountSigningCertificatesPresent",
                account.signingCertificatesOf(account.id().text()).isEmpty() ? 0 : 1);
        to.put("GlobalEndpointTokenVersion", TOKEN_VERSION);
    }

    private static void quotas(Map<String, Integer> to) {
        to.put("UsersQuota", Quota.USERS.limit());
        to.put("GroupsQuota", Quota.GROUPS.limit());
        to.put("RolesQuota", Quota.ROLES.limit());
        to.put("PoliciesQuota", Quota.POLICIES.limit());
        to.put("InstanceProfilesQuota", Quota.INSTANCE_PROFILES.limit());
        to.put("GroupsPerUserQuota", Quota.GROUPS_PER_USER.limit());
        to.put("AccessKeysPerUserQuota", Quota.ACCESS_KEYS_PER_USER.limit());
        to.put("AttachedPoliciesPerUserQuota", Quota.POLICIES_PER_USER.limit());
        to.put("AttachedPoliciesPerGroupQuota", Quota.POLICIES_PER_GROUP.limit());
        to.put("AttachedPoliciesPerRoleQuota", Quota.POLICIES_PER_ROLE.limit());
        to.put("UserPolicySizeQuota", Quota.INLINE_SIZE_PER_USER.limit());
        to.put("GroupPolicySizeQuota", Quota.INLINE_SIZE_PER_GROUP.limit());
        to.put("RolePolicySizeQuota", Quota.INLINE_SIZE_PER_ROLE.limit());
        to.put("PolicySizeQuota", Quota.POLICY_SIZE.limit());
        to.put("AssumeRolePolicySizeQuota", Quota.TRUST_POLICY_SIZE.limit());
        to.put("VersionsPerPolicyQuota", Quota.VERSIONS_PER_POLICY.limit());
        to.put("PolicyVersionsInUseQuota", POLICY_VERSIONS);
        to.put("ServerCertificatesQuota", Quota.SERVER_CERTIFICATES.limit());
        to.put("SigningCertificatesPerUserQuota", Quota.SIGNING_CERTIFICATES_PER_USER.limit());
    }
}
