// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

/** What a signature is verified with: one kind of key for each {@link SignatureAlgorithm}. */
public sealed interface VerificationKey permits SigningKey, EcdsaPublicKey {
    /** The algorithm that the key is for. */
    SignatureAlgorithm algorithm();
}
