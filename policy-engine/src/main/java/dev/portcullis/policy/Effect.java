// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** What a statement does when it matches (rule 1.10). */
public enum Effect {
    ALLOW,
    DENY
}
