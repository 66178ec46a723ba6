// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * The texts of AWS's MalformedPolicyDocument errors, which clients and people know. IAM judges identity policies with one
 * parser and trust policies with another, which has words of its own; where a text names the culprit, our message is that text.
 */
final class AwsTexts {
    static final String OF_ORGANIZATION_POLICY =
            "The provided policy document does not meet the requirements of the specified policy type.";

    private AwsTexts() {}

    static String ofIdentityPolicy(Defect defect) {
        return switch (defect.code()) {
            case CHARACTER,
                    NOT_JSON,
                    STRUCTURE,
                    UNKNOWN_FIELD,
                    NO_STATEMENT_FIELD,
                    NO_STATEMENT,
                    VERSION,
                    FORBIDDEN_ID,
                    NO_EFFECT,
                    EFFECT,
                    OPERATOR -> "Syntax errors in policy.";
            case OLD_VERSION -> "Policy document must be version 2012-10-17 or greater.";
            case EFFECT_CASE, CONDITION_VALUE, SHORT_ARN, WHITE_SPACE_IN_ACTION -> "The policy failed legacy parsing";
            case FORBIDDEN_PRINCIPAL,
                    NOT_PRINCIPAL_ALLOW,
                    FORBIDDEN_NOT_PRINCIPAL,
                    NO_PRINCIPAL,
                    EMPTY_PRINCIPAL,
                    PRINCIPAL -> "Policy document should not specify a principal.";
            case SID ->
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
            case REPEATED_SID -> "Statement IDs (SID) in a single policy must be unique.";
            case NO_ACTION -> "Policy statement must contain actions.";
            case NO_RESOURCE -> "Policy statement must contain resources.";
            case FORBIDDEN_RESOURCE, FORBIDDEN_NOT_RESOURCE, RESOURCE, ACTION, FORBIDDEN_ALLOW, NO_CONDITION ->
                defect.message();
        };
    }

    static String ofResourcePolicy(Defect defect) {
        return switch (defect.code()) {
            case CHARACTER, NOT_JSON -> "This policy contains invalid Json";
            case STRUCTURE, OPERATOR, CONDITION_VALUE, SID, FORBIDDEN_ID, OLD_VERSION, FORBIDDEN_PRINCIPAL ->
                "Syntax error in policy.";
            case NO_STATEMENT -> "Could not parse the policy: Statement is empty!";
            case VERSION -> "The policy must contain a valid version string";
            case EFFECT, EFFECT_CASE -> "Invalid effect";
            case SHORT_ARN -> "Policy has invalid resource";
            case WHITE_SPACE_IN_ACTION -> "Policy has invalid action";
            case REPEATED_SID -> "The Statement Ids in the policy are not unique";
            case NOT_PRINCIPAL_ALLOW -> "Allow with NotPrincipal is not allowed.";
            case FORBIDDEN_NOT_PRINCIPAL -> "AssumeRole policy must not contain NotPrincipal field.";
            case EMPTY_PRINCIPAL -> "Missing required field Principal cannot be empty!";
            case FORBIDDEN_NOT_RESOURCE -> "AssumeRole policy must not contain resources.";
            case UNKNOWN_FIELD,
                    NO_STATEMENT_FIELD,
                    NO_EFFECT,
                    NO_PRINCIPAL,
                    PRINCIPAL,
                    NO_ACTION,
                    FORBIDDEN_RESOURCE,
                    NO_RESOURCE,
                    RESOURCE,
                    ACTION,
                    FORBIDDEN_ALLOW,
                    NO_CONDITION -> defect.message();
        };
    }
}
