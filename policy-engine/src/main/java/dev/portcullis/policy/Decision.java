// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * What a request came to, and the layer that decided: of an explicit deny the first layer with a matching {@code Deny},
 * of an implicit deny the first that had to allow and did not, of an allowed request the one that granted it.
 */
public record Decision(Result result, Layer layer) {
    /** Whether the request may go ahead. */
    public boolean isAllowed() {
        return result == Result.ALLOWED;
    }
}
