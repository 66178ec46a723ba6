// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/** Who may call an operation at all, before any policy is asked. */
public enum Access {
    /** Signed callers whom policies allow every check of the operation. */
    CHECKED,
    /** Every signed caller, whatever policies say: {@code sts:GetCallerIdentity} and its like. */
    ANY_AUTHENTICATED,
    /** The agent of an instance, about that instance; nobody else, whatever policies say. */
    AGENT,
    /** Everyone, signed or not: the proof is in the request. */
    ANYONE
}
