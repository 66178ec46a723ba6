// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.iam.CreatePolicyRequest;
import dev.portcullis.aws.iam.DeletePolicyRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.storage.Revision;
import org.junit.jupiter.api.Test;

class PolicyQuotaTest {
    @Test
    void anAccountHasRoomForSoManyPoliciesAndNoMore() {
        var account = Account.empty(SampleAccount.ID, Revision.NONE);
        for (int i = 0; i < Quota.POLICIES.limit(); i++) {
            account = create(account, "p" + i);
        }
        var full = account;

        assertThatThrownBy(() -> create(full, "one-more"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.error())
                                .isEqualTo(new LimitExceeded("Cannot exceed quota for PoliciesPerAccount: 1500")));
        var request = DeletePolicyRequest.builder()
                .policyArn(full.arns().policy("/", "p0"))
                .build();
        assertThat(create(Policies.delete(full, request), "one-more").policies().size())
                .isEqualTo(1_500);
    }

    private static Account create(Account account, String name) {
        var request = CreatePolicyRequest.builder()
                .policyName(name)
                .policyDocument("{}")
                .build();
        var document = new PolicyDocument(account.arns().policy("/", name), "{}");
        return Policies.create(account, request, "ANPA" + name, document, SampleAccount.NOW);
    }
}
