// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import java.time.Instant;

/**
 * A policy that every account can attach and none can change.
 *
 * @param name AWS's name, such as {@code ReadOnlyAccess}
 * @param path {@code /} or a path such as {@code /job-function/}
 * @param arn {@code arn:aws:iam::aws:policy} + path + name
 * @param policyId the unique id, {@code ANPA} and 17 characters, which never changes
 * @param description one sentence
 * @param document the JSON of the default version
 * @param defaultVersionId the one version that is kept, such as {@code v1}
 * @param createDate when the policy was first part of Portcullis
 * @param updateDate when its document last changed
 */
public record AwsManagedPolicy(
        String name,
        String path,
        String arn,
        String policyId,
        String description,
        String document,
        String defaultVersionId,
        Instant createDate,
        Instant updateDate) {}
