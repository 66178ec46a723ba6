// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/** An access key id that was to be used first is taken. */
public final class DuplicateAccessKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DuplicateAccessKeyException(String accessKeyId) {
        super("The access key id " + accessKeyId + " is taken");
    }
}
