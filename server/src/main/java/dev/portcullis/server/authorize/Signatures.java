// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.server.account.SigningCertificate;
import dev.portcullis.server.certificates.Certificates;
import dev.portcullis.server.error.ApiError.InvalidInput;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Verifies signatures that were made with the key of a signing certificate. */
final class Signatures {
    private static final Map<String, String> ALGORITHMS = Map.of(
            "RSASSA_PKCS1_V1_5_SHA_256", "SHA256withRSA",
            "RSASSA_PKCS1_V1_5_SHA_384", "SHA384withRSA",
            "RSASSA_PKCS1_V1_5_SHA_512", "SHA512withRSA",
            "ECDSA_SHA_256", "SHA256withECDSA",
            "ECDSA_SHA_384", "SHA384withECDSA",
            "ECDSA_SHA_512", "SHA512withECDSA");

    private Signatures() {}

    /**
     * Whether the certificate's key made the signature over the data, and the certificate is valid at that time.
     *
     * @param algorithm as {@code VerifySignature} names it
     */
    static boolean verify(
            SigningCertificate certificate, String algorithm, byte[] data, byte[] signature, Instant now) {
        var parsed = Certificates.one(certificate.body());
        if (now.isBefore(parsed.getNotBefore().toInstant())
                || !now.isBefore(parsed.getNotAfter().toInstant())) {
            return false;
        }
        var name = Optional.ofNullable(ALGORITHMS.get(algorithm))
                .orElseThrow(() -> new InvalidInput("There is no algorithm " + algorithm + ".").asException());
        try {
            var verifier = Signature.getInstance(name);
            verifier.initVerify(parsed.getPublicKey());
            verifier.update(data);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind, or bytes that are no signature
        }
    }

    /** @throws dev.portcullis.server.error.ApiException if it is not Base64 */
    static byte[] bytes(String member, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(member + " must be Base64.").asException();
        }
    }
}
