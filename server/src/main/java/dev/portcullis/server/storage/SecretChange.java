// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/** What a commit does to one secret of its aggregate. Secrets have no history: the old value is erased. */
public sealed interface SecretChange {
    SecretKey key();

    /** Writes a secret, new or in place of the present one. */
    record PutSecret(SecretKey key, SealedBytes sealed) implements SecretChange {}

    /** Erases a secret; one that is not there is no error. */
    record DeleteSecret(SecretKey key) implements SecretChange {}
}
