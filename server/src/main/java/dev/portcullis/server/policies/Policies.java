// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.aws.iam.CreatePolicyRequest;
import dev.portcullis.aws.iam.DeletePolicyRequest;
import dev.portcullis.aws.iam.DeletePolicyVersionRequest;
import dev.portcullis.aws.iam.SetDefaultPolicyVersionRequest;
import dev.portcullis.aws.iam.TagPolicyRequest;
import dev.portcullis.aws.iam.UntagPolicyRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.ManagedPolicy.Version;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Reference;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.tags.RequestTags;
import java.time.Instant;
import java.util.List;

/** What can be done to managed policies: functions from one account to the next. */
final class Policies {
    private static final int FIRST_VERSION = 1;

    private Policies() {}

    /** Names are unique whatever the path. */
    static Account create(
            Account account, CreatePolicyRequest request, String policyId, PolicyDocument document, Instant now) {
        Account.requireRoom(Quota.POLICIES, account.policies().size());
        if (account.policies().hasNamed(request.policyName())) {
            throw new EntityAlreadyExists("A policy called " + request.policyName()
                            + " already exists. Duplicate names are not allowed.")
                    .asException();
        }
        return account.with(new ManagedPolicy(
                policyId,
                request.policyName(),
                request.path().orElse("/"),
                now,
                now,
                request.description(),
                RequestTags.of(request.tags()),
                List.of(new Version(FIRST_VERSION, document, now)),
                FIRST_VERSION,
                FIRST_VERSION));
    }

    /** @param document named by the policy's ARN */
    static Account addVersion(Account account, PolicyDocument document, boolean setAsDefault, Instant now) {
        var policy = PolicyArns.requireOwn(account, document.id());
        if (policy.versions().size() >= Quota.VERSIONS_PER_POLICY.limit()) {
            throw new LimitExceeded("A managed policy can have up to " + Quota.VERSIONS_PER_POLICY.limit()
                            + " versions. Before you create a new version, you must delete an existing version.")
                    .asException();
        }
        return account.with(policy.withVersion(document, setAsDefault, now));
    }

    static Account delete(Account account, DeletePolicyRequest request) {
        var policy = PolicyArns.requireOwn(account, request.policyArn());
        if (account.isReferredTo(Reference.attached(request.policyArn()))
                || account.isReferredTo(Reference.boundedBy(request.policyArn()))) {
            throw new DeleteConflict("Cannot delete a policy attached to entities.").asException();
        }
        if (policy.versions().size() > 1) {
            throw new DeleteConflict(
                            "This policy has more than one version. Before you delete a policy, you must delete"
                                    + " the policy's versions. The default version is deleted with the policy.")
                    .asException();
        }
        return account.without(policy);
    }

    static Account deleteVersion(Account account, DeletePolicyVersionRequest request, Instant now) {
        var policy = PolicyArns.requireOwn(account, request.policyArn());
        var version = version(policy, request.policyArn(), request.versionId());
        if (version.number() == policy.defaultVersion()) {
            throw new DeleteConflict("Cannot delete the default version of a policy.").asException();
        }
        return account.with(policy.withoutVersion(version, now));
    }

    static Account setDefault(Account account, SetDefaultPolicyVersionRequest request, Instant now) {
        var policy = PolicyArns.requireOwn(account, request.policyArn());
        var version = version(policy, request.policyArn(), request.versionId());
        return version.number() == policy.defaultVersion() ? account : account.with(policy.withDefault(version, now));
    }

    static Account tag(Account account, TagPolicyRequest request) {
        var policy = PolicyArns.requireOwn(account, request.policyArn());
        return account.with(policy.withTags(RequestTags.set(policy.tags(), request.tags())));
    }

    static Account untag(Account account, UntagPolicyRequest request) {
        var policy = PolicyArns.requireOwn(account, request.policyArn());
        return account.with(policy.withTags(RequestTags.removed(policy.tags(), request.tagKeys())));
    }

    private static Version version(ManagedPolicy policy, String arn, String versionId) {
        return policy.version(versionId).orElseThrow(() -> FoundPolicy.noVersion(arn, versionId));
    }
}
