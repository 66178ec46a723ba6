// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import org.jspecify.annotations.Nullable;

/** The store failed, through no fault of the request. Callers answer with a service failure. */
public abstract sealed class StoreException extends RuntimeException permits StoreUnavailable, CommitOutcomeUnknown {
    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    StoreException(String message) {
        super(message);
    }
}
