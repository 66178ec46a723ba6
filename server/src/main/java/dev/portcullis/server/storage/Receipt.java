// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/**
 * Is told, once, how a write ended. The store's one writer waits while it is told: a receipt is quick, waits for nobody, and never fails.
 */
public interface Receipt<T> {
    /** The write is durable, or was refused for a reason that the result gives. */
    void answered(T result);

    /** There is no result: {@link StoreUnavailable}, {@link CommitOutcomeUnknown}, or {@link IllegalArgumentException}. */
    void failed(RuntimeException reason);
}
