// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.ManagedPolicy.Version;
import dev.portcullis.server.account.Reference;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.error.ApiError.NoSuchEntity;

/**
 * A managed policy that an account can use: its own, or one of AWS's.
 *
 * @param isAws whether it is AWS's, the same for every account
 */
public record FoundPolicy(String arn, ManagedPolicy policy, boolean isAws) {
    static FoundPolicy own(Account account, ManagedPolicy policy) {
        return new FoundPolicy(account.arns().of(policy), policy, false);
    }

    /** By name, ignoring case; where an account has a policy named as one of AWS's, its own first. */
    public String sortKey() {
        return Pages.nameKey(policy.name()) + (isAws ? " aws" : " ");
    }

    /** How many users, groups and roles of the account have it attached. */
    int attachments(Account account) {
        return account.countReferrers(Reference.attached(arn));
    }

    /** How many users and roles of the account are bounded by it. */
    int boundedEntities(Account account) {
        return account.countReferrers(Reference.boundedBy(arn));
    }

    /** @throws dev.portcullis.server.error.ApiException if it has no such version */
    Version version(String versionId) {
        return policy.version(versionId).orElseThrow(() -> noVersion(arn, versionId));
    }

    static RuntimeException noVersion(String arn, String versionId) {
        return new NoSuchEntity("Policy " + arn + " version " + versionId + " does not exist or is not attachable.")
                .asException();
    }
}
