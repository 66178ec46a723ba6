// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Tags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The AWS managed policies in the form that customers' policies have, each with its one version, whose document is compiled once, when
 * it is first used. Thread-safe.
 */
public final class AwsPolicies {
    private static final String ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess";

    private final ManagedPolicyCatalogue catalogue;
    private final Map<String, ManagedPolicy> policies = new ConcurrentHashMap<>();

    public AwsPolicies(ManagedPolicyCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The ARNs of all of them, sorted. */
    public List<String> arns() {
        return catalogue.arns();
    }

    /** The AWS managed policy of that ARN, spelled exactly so. */
    public Optional<ManagedPolicy> byArn(String arn) {
        var known = policies.get(arn);
        return known != null
                ? Optional.of(known)
                : catalogue.byArn(arn).map(policy -> policies.computeIfAbsent(arn, key -> managed(policy)));
    }

    /** The document of the AWS managed policy of that ARN. */
    public Optional<PolicyDocument> document(String arn) {
        return byArn(arn).map(policy -> policy.inForce().document());
    }

    public PolicyDocument administratorAccess() {
        return document(ADMINISTRATOR_ACCESS).orElseThrow();
    }

    private static ManagedPolicy managed(AwsManagedPolicy policy) {
        int number = Integer.parseInt(policy.defaultVersionId().substring(1));
        var document = new PolicyDocument(policy.arn(), policy.document());
        return new ManagedPolicy(
                policy.policyId(),
                policy.name(),
                policy.path(),
                policy.createDate(),
                policy.updateDate(),
                Optional.of(policy.description()),
                Tags.none(),
                List.of(new ManagedPolicy.Version(number, document, policy.updateDate())),
                number,
                number);
    }
}
