// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/** The store does not open; the message tells an operator why. */
public final class StoreNotOpened extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreNotOpened(String message) {
        super(message);
    }

    public StoreNotOpened(String message, Throwable cause) {
        super(message, cause);
    }
}
