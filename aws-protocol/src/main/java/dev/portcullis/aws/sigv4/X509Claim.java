// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a request says about its signature with a certificate's key. Nothing in it is true before {@link X509Signatures} has said so. */
public sealed interface X509Claim {
    /** The request carries no such signature. */
    record Unsigned() implements X509Claim {}

    /** The request carries something like such a signature that cannot be one. */
    record Malformed(SignatureProblem problem) implements X509Claim {}

    /**
     * A complete signature, still to be verified.
     *
     * @param algorithm what it is made with
     * @param scope the credential: in place of the key id stands the certificate's serial number, in decimal
     * @param signature as bytes
     * @param signedAt the moment of signing
     * @param timestamp that moment as the string to sign has it
     * @param declaredPayload the value of {@code x-amz-content-sha256}
     * @param certificate whose key signed, in DER, as {@code x-amz-x509} has it
     * @param chain further certificates that may lead to an authority, in DER, as {@code x-amz-x509-chain} has them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Signed(
            X509Algorithm algorithm,
            CredentialScope scope,
            SignedHeaders signedHeaders,
            byte[] signature,
            Instant signedAt,
            String timestamp,
            Optional<String> declaredPayload,
            byte[] certificate,
            List<byte[]> chain)
            implements X509Claim {
        public Signed {
            chain = List.copyOf(chain);
        }
    }
}
