// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/** The master key is missing, unreadable, exposed or not the one of these data. The message is meant for the operator. */
public final class MasterKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MasterKeyException(String message) {
        super(message);
    }

    MasterKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
