// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.cli;

/** A command that could not do what it was asked; the message tells the operator why, without secrets. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }

    CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
