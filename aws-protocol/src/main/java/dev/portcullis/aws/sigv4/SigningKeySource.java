// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

/** Finds the key that a signature must have been made with. Asked only for claims that are in order as far as that shows without a key. */
@FunctionalInterface
public interface SigningKeySource {
    /**
     * The key for the claim's algorithm and key id; with SigV4 for its day, region and service.
     *
     * @throws RuntimeException of the caller's own where there is no such key or it may not be used; it passes through
     *     {@link SigV4Verifier#verify}
     */
    VerificationKey keyFor(SignatureClaim.Signed claim);
}
