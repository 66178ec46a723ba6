// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/**
 * A write may or may not be durable. What is in memory about the aggregates concerned must be dropped before anything
 * more is answered from it; {@link ObjectStore#operation} tells the outcome once the store answers again.
 */
public final class CommitOutcomeUnknown extends StoreException {
    private static final long serialVersionUID = 1L;

    public CommitOutcomeUnknown(String message, Throwable cause) {
        super(message, cause);
    }
}
