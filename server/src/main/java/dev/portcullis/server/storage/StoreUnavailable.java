// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import org.jspecify.annotations.Nullable;

/** The store refused: a write definitely did not happen and never will, or a read could not be answered. */
public final class StoreUnavailable extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public StoreUnavailable(String message) {
        super(message);
    }
}
