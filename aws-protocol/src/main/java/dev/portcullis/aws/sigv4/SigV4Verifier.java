// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.CanonicalRequest.Leave;
import dev.portcullis.aws.sigv4.SignatureClaim.Signed;
import dev.portcullis.aws.sigv4.SignatureRules.PayloadRule;
import dev.portcullis.aws.sigv4.Verdict.Rejected;
import dev.portcullis.aws.sigv4.Verdict.Verified;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures: that a claim is timely, scoped to the service, leaves nothing unsigned that must be signed, and was made over this very
 * request with this very key. Stateless but for reused buffers; safe for use by many threads; never throws for what a request contains.
 */
public final class SigV4Verifier {
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    private static final Set<String> HMAC_STREAMS = Set.of(
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    private static final Set<String> ECDSA_STREAMS = Set.of(
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    private static final int DATE_LENGTH = 8;

    private SigV4Verifier() {}

    /**
     * Verifies a claim.
     *
     * @param claim what {@link SigV4Parser#parse} read in this request
     * @param now when the request arrived
     * @param keys asked once, and only when all that can be told without the key is in order; what it throws passes through
     */
    public static Verdict verify(
            Signed claim, RawRequest request, Instant now, SignatureRules rules, SigningKeySource keys) {
        SignatureProblem problem = check(claim, request, now, rules);
        if (problem != null) {
            return new Rejected(problem);
        }
        Scratch scratch = Scratch.borrow();
        try {
            problem = CanonicalRequest.write(
                    scratch, request, claim.signedHeaders(), rules.pathStyle(), leftOut(claim.form()));
            if (problem == null) {
                problem = compare(claim, request, rules, keys.keyFor(claim), scratch);
            }
        } finally {
            scratch.giveBack();
        }
        return problem == null ? new Verified(claim) : new Rejected(problem);
    }

    /** What shows in the claim alone; null when in order. */
    private static @Nullable SignatureProblem check(
            Signed claim, RawRequest request, Instant now, SignatureRules rules) {
        if (claim.algorithm() == SignatureAlgorithm.ECDSA_P256_SHA256
                && rules.region().isEmpty()) {
            return new SignatureProblem.UnsupportedAlgorithm(claim.algorithm().text());
        }
        SignatureProblem problem = checkTime(claim, now, rules.skew());
        if (problem == null) {
            problem = checkScope(claim, rules);
        }
        return problem == null ? checkDeclaredPayload(claim, request, rules.payloadRule()) : problem;
    }

    private static @Nullable SignatureProblem checkTime(Signed claim, Instant now, Duration skew) {
        long age = now.getEpochSecond() - claim.signedAt().getEpochSecond(); // signing times have no fractions
        if (age < -skew.toSeconds()) {
            return new SignatureProblem.NotYetCurrent(claim.signedAt(), now, skew);
        }
        long allowed = claim.expiresAfterSeconds().orElse(skew.toSeconds());
        boolean expired = age > allowed || (age == allowed && now.getNano() > 0);
        return expired ? new SignatureProblem.Expired(claim.signedAt(), now, Duration.ofSeconds(allowed)) : null;
    }

    private static @Nullable SignatureProblem checkScope(Signed claim, SignatureRules rules) {
        CredentialScope scope = claim.scope();
        boolean regionWrong = !isForRegion(claim, rules);
        boolean serviceWrong = !rules.services().contains(scope.service());
        boolean dateRight =
                scope.date().length() == DATE_LENGTH && claim.timestamp().startsWith(scope.date());
        boolean inOrder =
                !regionWrong && !serviceWrong && dateRight && scope.terminator().equals(CredentialScope.TERMINATOR);
        return inOrder
                ? null
                : new SignatureProblem.WrongScope(
                        scope,
                        claim.timestamp(),
                        rules.services().stream().sorted().findFirst().orElseThrow(),
                        regionWrong,
                        serviceWrong);
    }

    private static boolean isForRegion(Signed claim, SignatureRules rules) {
        return switch (claim.algorithm()) {
            case HMAC_SHA256 -> RegionSet.isRegion(claim.scope().region());
            case ECDSA_P256_SHA256 ->
                claim.regions()
                        .filter(regions ->
                                rules.region().filter(regions::covers).isPresent())
                        .isPresent();
        };
    }

    private static @Nullable SignatureProblem checkDeclaredPayload(Signed claim, RawRequest request, PayloadRule rule) {
        if (claim.declaredPayload().isEmpty()
                || Hex.isSha256(claim.declaredPayload().get())) {
            return null;
        }
        String declared = claim.declaredPayload().get();
        boolean fits = switch (rule) {
            case BODY ->
                declared.equals(UNSIGNED_PAYLOAD)
                        && claim.form() == SignatureForm.QUERY
                        && request.payload().isEmpty();
            case DECLARED ->
                declared.equals(UNSIGNED_PAYLOAD) || streams(claim.algorithm()).contains(declared);
        };
        return fits ? null : new SignatureProblem.UnsignedPayload(declared);
    }

    private static Set<String> streams(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case HMAC_SHA256 -> HMAC_STREAMS;
            case ECDSA_P256_SHA256 -> ECDSA_STREAMS;
        };
    }

    /** Compares the signature with that of the canonical request in the scratch, which still lacks the payload. */
    private static @Nullable SignatureProblem compare(
            Signed claim, RawRequest request, SignatureRules rules, VerificationKey key, Scratch scratch) {
        String declared = declaredPayload(claim, rules.payloadRule());
        if (declared == null || Hex.isSha256(declared)) {
            hash(request.payload(), scratch);
            if (declared != null && !isText(scratch.payload, declared)) {
                return new SignatureProblem.PayloadMismatch();
            }
            declared = null;
        }
        boolean matches = matches(claim, declared, key, scratch);
        if (!matches && claim.tokenInQuery()) {
            // some SDKs add the token after signing; what binds it to the key is inside the token
            matches = CanonicalRequest.write(
                                    scratch,
                                    request,
                                    claim.signedHeaders(),
                                    rules.pathStyle(),
                                    Leave.SIGNATURE_AND_TOKEN)
                            == null
                    && matches(claim, declared, key, scratch);
        }
        return matches ? null : new SignatureProblem.WrongSignature();
    }

    private static Leave leftOut(SignatureForm form) {
        return switch (form) {
            case HEADER -> Leave.NOTHING;
            case QUERY -> Leave.SIGNATURE;
        };
    }

    /** What the request says of its payload: a hash, or one of the words that {@link #checkDeclaredPayload} lets pass; or null. */
    private static @Nullable String declaredPayload(Signed claim, PayloadRule rule) {
        boolean presigned = claim.form() == SignatureForm.QUERY;
        String otherwise = rule == PayloadRule.DECLARED && presigned ? UNSIGNED_PAYLOAD : null; // as S3 presigns
        return claim.declaredPayload().orElse(otherwise);
    }

    /** Leaves the hash of the payload in {@code scratch.payload}. */
    private static void hash(Payload payload, Scratch scratch) {
        switch (payload) {
            case Payload.Body(byte[] bytes) -> scratch.hashPayload(bytes);
            case Payload.Hashed(String sha256) -> scratch.putPayloadHash(sha256);
        }
    }

    private static boolean isText(byte[] ascii, String text) {
        return MessageDigest.isEqual(ascii, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Completes the canonical request with the payload, be it declared or the hash in the scratch, and verifies its signature. */
    private static boolean matches(Signed claim, @Nullable String declared, VerificationKey key, Scratch scratch) {
        if (key.algorithm() != claim.algorithm()) {
            throw new IllegalArgumentException(
                    "a key for " + key.algorithm() + " where " + claim.algorithm() + " is claimed");
        }
        if (declared == null) {
            scratch.put(scratch.payload, 0, scratch.payload.length);
        } else {
            scratch.put(declared);
        }
        putStringToSign(scratch, claim.algorithm(), claim.timestamp(), claim.scope());
        return switch (key) {
            case SigningKey shared -> {
                sign(scratch, shared);
                yield isText(scratch.signature, claim.signature());
            }
            case EcdsaPublicKey publicKey -> publicKey.verifies(scratch.bytes, scratch.length, claim.signature());
        };
    }

    /** Turns the complete canonical request in the scratch into the string to sign. */
    static void putStringToSign(
            Scratch scratch, SignatureAlgorithm algorithm, String timestamp, CredentialScope scope) {
        scratch.hash(scratch.bytes, scratch.length);
        scratch.clear();
        scratch.put(algorithm.text());
        scratch.put('\n');
        scratch.put(timestamp);
        scratch.put('\n');
        scratch.put(scope.date());
        scratch.put('/');
        if (algorithm == SignatureAlgorithm.HMAC_SHA256) {
            scratch.put(scope.region());
            scratch.put('/');
        }
        scratch.put(scope.service());
        scratch.put('/');
        scratch.put(scope.terminator());
        scratch.put('\n');
        scratch.putHash();
    }

    /** Leaves the signature of the string to sign in the scratch in {@code scratch.signature}. */
    static void sign(Scratch scratch, SigningKey key) {
        key.sign(scratch.bytes, scratch.length, scratch.hash);
        Hex.write(scratch.hash, Scratch.HASH_LENGTH, scratch.signature, 0);
    }
}
