// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.aws.sts.PolicyDescriptorType;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.policies.PolicyArns;
import dev.portcullis.server.policies.PolicyTexts;
import dev.portcullis.server.secrets.SessionPolicies;
import java.util.List;
import java.util.Optional;

/** Session policies as a request passes them (rule 10.7). */
final class PassedPolicies {
    private static final int MOST_MANAGED = 10;

    private final PolicyArns policyArns;

    PassedPolicies(PolicyArns policyArns) {
        this.policyArns = policyArns;
    }

    /** @param account the account of the session: the managed policies are its own, or AWS's */
    SessionPolicies of(Account account, Optional<String> inline, List<PolicyDescriptorType> managed) {
        inline.ifPresent(text -> PolicyTexts.require(text, PolicyKind.SESSION));
        if (managed.size() > MOST_MANAGED) {
            throw new ValidationError(
                            "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: "
                                    + "Member must have length less than or equal to " + MOST_MANAGED)
                    .asException();
        }
        var arns = managed.stream().map(PassedPolicies::arn).distinct().toList();
        arns.forEach(arn -> requireThere(account, arn));
        return new SessionPolicies(inline, arns);
    }

    private static String arn(PolicyDescriptorType descriptor) {
        return descriptor
                .arn()
                .orElseThrow(() -> new ValidationError("1 validation error detected: Value null at "
                                + "'policyArns.member.arn' failed to satisfy constraint: Member must not be null")
                        .asException());
    }

    private void requireThere(Account account, String arn) {
        PolicyArns.requireForm(arn);
        if (policyArns.document(account, arn).isEmpty()) {
            throw new ValidationError("Policy " + arn + " does not exist or is not attachable.").asException();
        }
    }
}
