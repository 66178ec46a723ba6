// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

/** A model, supplement or overlay says something that cannot be; the message names the file's part and what is wrong with it. */
final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ModelException(String message) {
        super(message);
    }
}
