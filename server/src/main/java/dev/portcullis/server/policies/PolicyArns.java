// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.policy.Arn;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import java.util.Optional;

/** Managed policies by ARN: the customer's and AWS's. */
public final class PolicyArns {
    private final AwsPolicies aws;

    public PolicyArns(AwsPolicies aws) {
        this.aws = aws;
    }

    /** The document in force of the policy of that ARN. */
    public Optional<PolicyDocument> document(Account account, String arn) {
        return aws.document(arn)
                .or(() ->
                        account.policyByArn(arn).map(policy -> policy.inForce().document()));
    }

    /** @throws dev.portcullis.server.error.ApiException if there is no such policy for this account to use */
    public void requireAttachable(Account account, String arn) {
        requireForm(arn);
        if (document(account, arn).isEmpty()) {
            throw new NoSuchEntity("Policy " + arn + " does not exist or is not attachable.").asException();
        }
    }

    /** @throws dev.portcullis.server.error.ApiException if this is no ARN at all */
    public static void requireForm(String arn) {
        if (Arn.parse(arn).isEmpty()) {
            throw new ValidationError("Invalid ARN:  Could not be parsed!").asException();
        }
    }
}
