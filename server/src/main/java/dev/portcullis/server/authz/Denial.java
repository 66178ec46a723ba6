// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Arn;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Explanation.Way;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.StatementRef;
import java.util.Optional;

/** AWS's sentence for a refusal (IAM User Guide, "Troubleshoot access denied error messages"). */
final class Denial {
    private Denial() {}

    static String sentence(Subject subject, Request request, Explanation explanation) {
        var decision = new Decision(explanation.decision().result(), AwsOwned.namedLayer(request, explanation));
        return sentence(subject.arn(), request.action(), request.resource(), decision, denyingPolicy(explanation))
                + denyingWay(subject, explanation)
                        .map(way -> " (" + words(way) + ")")
                        .orElse("");
    }

    /**
     * The way that the statement came which denies, if it came with a role that is attached to a group or user; where nothing allows it to an
     * instance that has its role by a group, that way (rule 16.6).
     */
    private static Optional<Way> denyingWay(Subject subject, Explanation explanation) {
        return explanation.decision().result() == Result.EXPLICIT_DENY
                ? explanation.deciding().flatMap(Explanation.Match::way)
                : subject.fleetRole().map(role -> new Way(role.roleArn(), role.attachedTo()));
    }

    /** Rule 16.6. */
    static String words(Way way) {
        var isUser =
                Arn.parse(way.attachedTo()).filter(arn -> arn.resourceType().equals("user"));
        return "through role " + way.roleArn() + " on " + (isUser.isPresent() ? "user " : "group ") + way.attachedTo();
    }

    /** The ARN of the managed policy that denies; inline policies have none, and resource policies are not the caller's to know. */
    private static String denyingPolicy(Explanation explanation) {
        return explanation
                .deciding()
                .map(match -> match.statement())
                .filter(statement -> statement.layer() != Layer.RESOURCE)
                .map(StatementRef::policyId)
                .filter(id -> Arn.parse(id).isPresent())
                .orElse("");
    }

    /** @param denyingPolicy the ARN of the policy that denies, or empty where it has none or must not be named */
    static String sentence(String callerArn, String action, String resource, Decision decision, String denyingPolicy) {
        var refused = "User: " + callerArn + " is not authorized to perform: " + action
                + (resource.equals("*") ? "" : " on resource: " + resource);
        if (decision.result() == Result.EXPLICIT_DENY) {
            var where = denyingPolicy.isEmpty() ? "" : ": " + denyingPolicy;
            return refused + " with an explicit deny in " + article(decision.layer()) + " " + name(decision.layer())
                    + where;
        }
        if (isTrustPolicy(action, decision.layer()) || decision.layer() == Layer.NONE) {
            return refused;
        }
        return refused + " because no " + name(decision.layer()) + " allows the " + action + " action";
    }

    /** AWS does not say of a trust policy that it lacks an allow. */
    private static boolean isTrustPolicy(String action, Layer layer) {
        return layer == Layer.RESOURCE && action.startsWith("sts:");
    }

    static String article(Layer layer) {
        return layer == Layer.IDENTITY ? "an" : "a";
    }

    static String name(Layer layer) {
        return switch (layer) {
            case NONE -> "policy";
            case RCP -> "resource control policy";
            case SCP -> "service control policy";
            case ENDPOINT -> "VPC endpoint policy";
            case RESOURCE -> "resource-based policy";
            case IDENTITY -> "identity-based policy";
            case BOUNDARY -> "permissions boundary";
            case SESSION -> "session policy";
        };
    }
}
