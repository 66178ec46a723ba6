// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.aws.iam.Policy;
import dev.portcullis.aws.iam.PolicyVersion;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.ManagedPolicy.Version;
import dev.portcullis.server.tags.RequestTags;

/** Managed policies and their versions as answers show them. */
final class ShownPolicy {
    private ShownPolicy() {}

    /** With everything, as {@code GetPolicy} shows it. */
    static Policy inFull(Account account, FoundPolicy found) {
        return basics(account, found)
                .description(found.policy().description())
                .tags(RequestTags.shown(found.policy().tags()))
                .build();
    }

    /** Without description, as {@code CreatePolicy} shows it. */
    static Policy asMade(Account account, FoundPolicy found) {
        return basics(account, found)
                .tags(RequestTags.shown(found.policy().tags()))
                .build();
    }

    /** Without description and tags, as lists show it. */
    static Policy inList(Account account, FoundPolicy found) {
        return basics(account, found).build();
    }

    private static Policy.Builder basics(Account account, FoundPolicy found) {
        var policy = found.policy();
        return Policy.builder()
                .policyName(policy.name())
                .policyId(policy.id())
                .arn(found.arn())
                .path(policy.path())
                .defaultVersionId(policy.inForce().wireId())
                .attachmentCount(found.attachments(account))
                .permissionsBoundaryUsageCount(found.boundedEntities(account))
                .isAttachable(true)
                .createDate(policy.createdAt())
                .updateDate(policy.updatedAt());
    }

    /** With the document, as {@code GetPolicyVersion} shows it. */
    static PolicyVersion versionInFull(ManagedPolicy policy, Version version) {
        return basics(policy, version).document(version.document().text()).build();
    }

    /** Without the document, as lists show it. */
    static PolicyVersion versionInList(ManagedPolicy policy, Version version) {
        return basics(policy, version).build();
    }

    private static PolicyVersion.Builder basics(ManagedPolicy policy, Version version) {
        return PolicyVersion.builder()
                .versionId(version.wireId())
                .isDefaultVersion(version.number() == policy.defaultVersion())
                .createDate(version.createdAt());
    }
}
