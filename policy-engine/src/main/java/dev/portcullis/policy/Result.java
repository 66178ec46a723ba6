// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** What a decision comes to (rule 10.2). */
public enum Result {
    ALLOWED,
    /** Some consulted policy has a matching {@code Deny} statement. */
    EXPLICIT_DENY,
    /** Nothing denies, but something that had to allow did not. */
    IMPLICIT_DENY
}
