// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/** The store refused: a write definitely did not happen and never will, or a read could not be answered. */
public final class StoreUnavailable extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreUnavailable(String message) {
        super(message);
    }
}
