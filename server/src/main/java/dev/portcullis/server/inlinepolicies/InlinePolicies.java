// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.inlinepolicies;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.PolicyHolder;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.NoSuchEntity;

/** What can be done to inline policies: functions from one account to the next. */
final class InlinePolicies {
    private InlinePolicies() {}

    /** Adds a policy, or puts it in place of the one of that name; all of a holder's inline policies share one quota of size. */
    static Account put(Account account, PolicyHolder holder, PolicyDocument document) {
        var next = holder.policies().put(document.id(), document);
        int size =
                next.inline().values().stream().mapToInt(PolicyDocument::size).sum();
        int limit = sizeQuota(holder).limit();
        if (size > limit) {
            throw new LimitExceeded("Maximum policy size of " + limit + " bytes exceeded for " + noun(holder) + " "
                            + holder.name())
                    .asException();
        }
        return account.with(holder.withPolicies(next));
    }

    static Account delete(Account account, PolicyHolder holder, String policyName) {
        get(holder, policyName);
        return account.with(holder.withPolicies(holder.policies().remove(policyName)));
    }

    /** @throws dev.portcullis.server.error.ApiException if the holder has no such policy */
    static PolicyDocument get(PolicyHolder holder, String policyName) {
        var document = holder.policies().inline().get(policyName);
        if (document == null) {
            throw new NoSuchEntity("The " + noun(holder) + " policy with name " + policyName + " cannot be found.")
                    .asException();
        }
        return document;
    }

    private static Quota sizeQuota(PolicyHolder holder) {
        return switch (holder) {
            case User _ -> Quota.INLINE_SIZE_PER_USER;
            case Group _ -> Quota.INLINE_SIZE_PER_GROUP;
            case Role _ -> Quota.INLINE_SIZE_PER_ROLE;
        };
    }

    private static String noun(PolicyHolder holder) {
        return switch (holder) {
            case User _ -> "user";
            case Group _ -> "group";
            case Role _ -> "role";
        };
    }
}
