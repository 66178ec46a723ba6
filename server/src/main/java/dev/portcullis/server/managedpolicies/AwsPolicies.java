// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import dev.portcullis.server.account.PolicyDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The AWS managed policies as documents that are compiled once, when they are first used. Thread-safe. */
public final class AwsPolicies {
    private static final String ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess";

    private final ManagedPolicyCatalogue catalogue;
    private final Map<String, PolicyDocument> documents = new ConcurrentHashMap<>();

    public AwsPolicies(ManagedPolicyCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** By ARN. */
    public List<AwsManagedPolicy> all() {
        return catalogue.all();
    }

    public Optional<AwsManagedPolicy> byArn(String arn) {
        return catalogue.byArn(arn);
    }

    /** The document of the AWS managed policy of that ARN. */
    public Optional<PolicyDocument> document(String arn) {
        return byArn(arn)
                .map(policy -> documents.computeIfAbsent(arn, key -> new PolicyDocument(key, policy.document())));
    }

    public PolicyDocument administratorAccess() {
        return document(ADMINISTRATOR_ACCESS).orElseThrow();
    }
}
