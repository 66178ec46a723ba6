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
    RCP
}
