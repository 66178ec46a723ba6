// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** What a policy document is for, which decides what may stand in it (the table of rule 1.5). */
public enum PolicyKind {
    /** A managed policy, for users, groups and roles. */
    IDENTITY_MANAGED,
    /** A policy embedded in a user, group or role. */
    IDENTITY_INLINE,
    /** A permissions boundary. */
    BOUNDARY,
    /** A session policy, passed when credentials are asked for. */
    SESSION,
    /** The trust policy of a role. */
    TRUST,
    /** The policy of another resource, such as a bucket or a key. */
    RESOURCE,
    /** A service control policy. */
    SCP,
    /** A resource control policy. */
    RCP;

    /** Whether policies of this kind say what an identity may do: they name no principal. */
    boolean isIdentity() {
        return switch (this) {
            case IDENTITY_MANAGED, IDENTITY_INLINE, BOUNDARY, SESSION -> true;
            case TRUST, RESOURCE, SCP, RCP -> false;
        };
    }

    /** AWS's text for a defect: IAM's two parsers and Organizations each have their own. */
    String awsText(Defect defect) {
        return switch (this) {
            case IDENTITY_MANAGED, IDENTITY_INLINE, BOUNDARY, SESSION -> AwsTexts.ofIdentityPolicy(defect);
            case TRUST, RESOURCE -> AwsTexts.ofResourcePolicy(defect);
            case SCP, RCP -> AwsTexts.OF_ORGANIZATION_POLICY;
        };
    }
}
