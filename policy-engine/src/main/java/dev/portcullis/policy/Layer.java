// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * The kinds of policy that take part in a decision. Their order here is the order in which reasons are reported
 * (rule 10.3); it never changes the outcome.
 */
public enum Layer {
    /** No policy decided: the account's root user, an action nobody can be denied, an object that AWS owns (rules 10.9, 10.12, 12.11). */
    NONE,
    /** Resource control policies of the organization that owns the resource (rule 10.15). */
    RCP,
    /** Service control policies of the caller's organization (rule 10.14). */
    SCP,
    /** The policy of the VPC endpoint that the request came through (rule 10.16). */
    ENDPOINT,
    /** The resource's own policy: a trust policy, a bucket policy, a key policy (sections 10 and 11). */
    RESOURCE,
    /** The caller's identity policies: own, of groups, and conveyed by roles (rules 10.1 and 16.2). */
    IDENTITY,
    /** The caller's permissions boundary (rule 10.8). */
    BOUNDARY,
    /** The session policies passed when the caller's session was made (rule 10.7). */
    SESSION;

    /** Whether policies of this kind say whom they are about; those of the others are about everyone they are attached to. */
    boolean namesPrincipals() {
        return this == RCP || this == ENDPOINT || this == RESOURCE;
    }
}
