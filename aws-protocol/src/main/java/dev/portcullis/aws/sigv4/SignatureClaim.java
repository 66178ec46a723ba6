// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What a request says about its signature. Nothing in it is true before {@link SigV4Verifier} has said so. */
public sealed interface SignatureClaim {
    /** The request carries no signature. */
    record Unsigned() implements SignatureClaim {}

    /** The request carries something like a signature that cannot be one. */
    record Malformed(SignatureProblem problem) implements SignatureClaim {}

    /**
     * A complete signature, still to be verified.
     *
     * @param form where it stands
     * @param algorithm what it is made with
     * @param scope the credential: key id, date, region, service
     * @param signedHeaders the names of the signed headers
     * @param signature in lower-case hexadecimal: 64 digits, or with SigV4a an ECDSA signature in DER
     * @param signedAt the moment of signing, from {@code X-Amz-Date} or {@code Date}
     * @param timestamp that moment as the string to sign has it: {@code yyyyMMdd'T'HHmmss'Z'}
     * @param expiresAfterSeconds how long a presigned URL holds, 1 to 604,800; empty where it does not say and in the header form
     * @param sessionToken the session token, from wherever it was given
     * @param tokenInQuery whether the session token stands in the query string
     * @param declaredPayload the value of {@code x-amz-content-sha256}
     * @param regions with SigV4a, the regions it is made for; empty otherwise
     */
    record Signed(
            SignatureForm form,
            SignatureAlgorithm algorithm,
            CredentialScope scope,
            SignedHeaders signedHeaders,
            String signature,
            Instant signedAt,
            String timestamp,
            OptionalLong expiresAfterSeconds,
            Optional<String> sessionToken,
            boolean tokenInQuery,
            Optional<String> declaredPayload,
            Optional<RegionSet> regions)
            implements SignatureClaim {
        /** Whether the header of that name, in any letter case, is signed. */
        public boolean signs(String name) {
            return signedHeaders.contains(name);
        }

        /** Without the session token, which is as good as a password to those who hold the rest. */
        @Override
        public String toString() {
            return "Signed[" + form + ", " + scope + ", signedAt=" + signedAt + "]";
        }
    }
}
