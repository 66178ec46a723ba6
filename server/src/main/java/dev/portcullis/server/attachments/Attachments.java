// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.attachments;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PolicyHolder;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.policies.PolicyArns;

/** What can be done to attachments: functions from one account to the next. */
final class Attachments {
    private Attachments() {}

    /** Attaches a policy that the account can use. Attaching it again changes nothing. */
    static Account attach(Account account, PolicyHolder holder, String policyArn) {
        var policies = holder.policies();
        if (policies.attached().contains(policyArn)) {
            return account;
        }
        Account.requireRoom(quota(holder), policies.attached().size());
        return account.with(holder.withPolicies(policies.attach(policyArn)));
    }

    static Account detach(Account account, PolicyHolder holder, String policyArn) {
        PolicyArns.requireForm(policyArn);
        if (!holder.policies().attached().contains(policyArn)) {
            throw NoSuchEntity.policy(policyArn).asException();
        }
        return account.with(holder.withPolicies(holder.policies().detach(policyArn)));
    }

    private static Quota quota(PolicyHolder holder) {
        return switch (holder) {
            case User _ -> Quota.POLICIES_PER_USER;
            case Group _ -> Quota.POLICIES_PER_GROUP;
            case Role _ -> Quota.POLICIES_PER_ROLE;
        };
    }
}
