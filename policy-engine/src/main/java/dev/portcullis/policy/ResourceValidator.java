// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.policy.Defect.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Judges the values of a Resource or NotResource element that is to be written (section 4), in AWS's words. */
final class ResourceValidator {
    private static final Set<String> PARTITIONS =
            Set.of("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc");
    /** The types of IAM resource that AWS's text lists. */
    private static final List<String> IAM_TYPES = List.of(
            "user/",
            "federated-user/",
            "role/",
            "group/",
            "instance-profile/",
            "mfa/",
            "server-certificate/",
            "policy/",
            "sms-mfa/",
            "saml-provider/",
            "oidc-provider/",
            "report/",
            "access-report/");

    private static final List<String> OTHER_IAM_TYPES = List.of("root", "u2f/", "assumed-role/", "delegation-request/");

    private final PolicyKind kind;
    private final boolean hasVariables;
    private final List<Defect> errors;
    private final List<Defect> findings;

    ResourceValidator(PolicyKind kind, boolean hasVariables, List<Defect> errors, List<Defect> findings) {
        this.kind = kind;
        this.hasVariables = hasVariables;
        this.errors = errors;
        this.findings = findings;
    }

    void validate(Json.Str resource) {
        var text = resource.text();
        if (text.equals("*")) {
            return;
        }
        var segments = text.split(":", 6);
        if (segments.length == 1) {
            error(resource, "Resource " + DocumentReader.abbreviated(text) + " must be in ARN format or \"*\".");
        } else if (!isPartition(segments[1]) || !segments[0].equals("arn")) {
            error(
                    resource,
                    "Partition \"%s\" is not valid for resource \"%s\"."
                            .formatted(
                                    DocumentReader.abbreviated(segments[1]),
                                    DocumentReader.abbreviated(padded(segments))));
        } else if (segments.length == 2) {
            error(resource, "Resource vendor must be fully qualified and cannot contain regexes.");
        } else {
            service(resource, text, segments);
        }
    }

    static boolean isKnownPartition(String partition) {
        return PARTITIONS.contains(partition);
    }

    private static boolean isPartition(String partition) {
        return isKnownPartition(partition) || hasWildcard(partition);
    }

    private static String padded(String[] segments) {
        var all = Arrays.copyOf(segments, 6);
        Arrays.fill(all, segments.length, 6, "*");
        all[0] = "arn";
        return String.join(":", all);
    }

    private void service(Json.Str resource, String text, String[] segments) {
        var region = segments.length > 3 ? segments[3] : "";
        var account = segments.length > 4 ? segments[4] : "";
        if (segments[2].isEmpty() || (segments.length < 6 && text.contains("::"))) {
            errors.add(new Defect(Code.SHORT_ARN, "An ARN has six parts", resource.start()));
        } else if (hasEarlyVariable(segments)) {
            errors.add(new Defect(
                    Code.SHORT_ARN, "Policy variables stand in the last part of an ARN only", resource.start()));
        } else if (segments[2].equals("iam") && !region.isEmpty() && !hasWildcard(region)) {
            error(resource, "IAM resource " + DocumentReader.abbreviated(text) + " cannot contain region information.");
        } else if (segments[2].equals("s3") && !region.isEmpty() && !hasWildcard(region) && account.isEmpty()) {
            error(resource, "Resource " + DocumentReader.abbreviated(text) + " can not contain region information.");
        } else if (segments.length == 6 && segments[2].equals("iam") && !isIamResource(segments[5])) {
            error(
                    resource,
                    "IAM resource path must either be \"*\" or start with " + String.join(", ", IAM_TYPES) + ".");
        } else {
            oddities(resource, text, segments);
        }
    }

    private static boolean isIamResource(String resource) {
        int end = resource.indexOf('/');
        return hasWildcard(end < 0 ? resource : resource.substring(0, end))
                || IAM_TYPES.stream().anyMatch(resource::startsWith)
                || OTHER_IAM_TYPES.stream().anyMatch(resource::startsWith);
    }

    private void oddities(Json.Str resource, String text, String[] segments) {
        if (segments.length < 6) {
            shortArn(resource, text);
        }
        if (hasWildcard(segments[2])) {
            finding(resource, "The service of an ARN should not hold wildcards"); // rule 14.19
        }
        if (segments.length == 6 && hasVariables && Template.hasMalformedVariable(segments[5])) {
            finding(resource, "A policy variable is malformed and stands for itself"); // rule 6.9
        }
        if (segments.length == 6 && hasVariables && Template.hasSpaceAroundName(segments[5])) {
            finding(resource, "A space beside the name of a policy variable belongs to the name"); // rule 14.21
        }
    }

    /** Rule 6.1. */
    private static boolean hasEarlyVariable(String[] segments) {
        return Arrays.stream(segments, 0, Math.min(segments.length, 5)).anyMatch(segment -> segment.contains("${"));
    }

    /** Rule 4.3. */
    private void shortArn(Json.Str resource, String text) {
        boolean isRefused = kind == PolicyKind.RCP || (kind == PolicyKind.SCP && !text.endsWith("*"));
        if (isRefused) {
            errors.add(new Defect(Code.SHORT_ARN, "An ARN has six parts", resource.start()));
        } else {
            finding(resource, "An ARN has six parts; what is missing is taken to be \"*\"");
        }
    }

    private static boolean hasWildcard(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    private void error(Json.Str where, String message) {
        errors.add(new Defect(Code.RESOURCE, message, where.start()));
    }

    private void finding(Json.Str where, String message) {
        findings.add(new Defect(Code.STRUCTURE, message, where.start()));
    }
}
