// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.policy.Arn;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import java.util.Optional;
import java.util.stream.Stream;

/** Managed policies by ARN: the customer's and AWS's. */
public final class PolicyArns {
    private final AwsPolicies aws;

    public PolicyArns(AwsPolicies aws) {
        this.aws = aws;
    }

    /** The document in force of the policy of that ARN. */
    public Optional<PolicyDocument> document(Account account, String arn) {
        return find(account, arn).map(found -> found.policy().inForce().document());
    }

    /** The policy of that ARN that the account can use. */
    public Optional<FoundPolicy> find(Account account, String arn) {
        return aws.byArn(arn)
                .map(policy -> new FoundPolicy(arn, policy, true))
                .or(() -> account.policyByArn(arn).map(policy -> new FoundPolicy(arn, policy, false)));
    }

    /** The policy of that ARN that the account can use. @throws dev.portcullis.server.error.ApiException if there is none */
    public FoundPolicy require(Account account, String arn) {
        requireForm(arn);
        return find(account, arn).orElseThrow(() -> NoSuchEntity.policy(arn).asException());
    }

    /** AWS's policies, in no particular order of names. */
    Stream<FoundPolicy> ofAws() {
        return aws.arns().stream()
                .map(arn -> new FoundPolicy(arn, aws.byArn(arn).orElseThrow(), true));
    }

    /**
     * The customer managed policy of that ARN, for a change.
     *
     * @throws dev.portcullis.server.error.ApiException if there is none, or it is AWS's or another account's, which nobody here may
     *     change, whether it exists or not
     */
    static ManagedPolicy requireOwn(Account account, String arn) {
        requireForm(arn);
        return account.policyByArn(arn).orElseThrow(() -> {
            var isOutside =
                    !Arn.parse(arn).orElseThrow().account().equals(account.id().text());
            return isOutside
                    ? new AccessDenied("Policy is outside your own account.").asException()
                    : NoSuchEntity.policy(arn).asException();
        });
    }

    /** @throws dev.portcullis.server.error.ApiException if there is no such policy for this account to use */
    public void requireAttachable(Account account, String arn) {
        requireForm(arn);
        if (find(account, arn).isEmpty()) {
            throw notAttachable(arn);
        }
    }

    /** What AWS says of a policy that is not there, where it may have been meant to be attached. */
    public static RuntimeException notAttachable(String arn) {
        return new NoSuchEntity("Policy " + arn + " does not exist or is not attachable.").asException();
    }

    /** @throws dev.portcullis.server.error.ApiException if this is no ARN at all */
    public static void requireForm(String arn) {
        if (Arn.parse(arn).isEmpty()) {
            throw new ValidationError("Invalid ARN:  Could not be parsed!").asException();
        }
    }
}
