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
    private static final Set<String> STREAMS = Set.of(
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    private static final int MAX_REGION_LENGTH = 64;
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
        boolean regionWrong = !isRegion(scope.region());
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

    private static boolean isRegion(String region) {
        for (int i = 0; i < region.length(); i++) {
            char c = region.charAt(i);
            boolean fits =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!fits) {
                return false;
            }
        }
        return !region.isEmpty() && region.length() <= MAX_REGION_LENGTH;
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
            case DECLARED -> declared.equals(UNSIGNED_PAYLOAD) || STREAMS.contains(declared);
        };
        return fits ? null : new SignatureProblem.UnsignedPayload(declared);
    }

    /** Compares the signature with that of the canonical request in the scratch, which still lacks the payload. */
    private static @Nullable SignatureProblem compare(
            Signed claim, RawRequest request, SignatureRules rules, SigningKey key, Scratch scratch) {
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

    /** Completes the canonical request with the payload, be it declared or the hash in the scratch, and compares its signature. */
    private static boolean matches(Signed claim, @Nullable String declared, SigningKey key, Scratch scratch) {
        if (declared == null) {
            scratch.put(scratch.payload, 0, scratch.payload.length);
        } else {
            scratch.put(declared);
        }
        sign(scratch, claim.timestamp(), claim.scope(), key);
        return isText(scratch.signature, claim.signature());
    }

    /** Turns the complete canonical request in the scratch into its signature, left in {@code scratch.signature}. */
    static void sign(Scratch scratch, String timestamp, CredentialScope scope, SigningKey key) {
        scratch.hash(scratch.bytes, scratch.length);
        scratch.clear();
        scratch.put(SigV4Parser.ALGORITHM);
        scratch.put('\n');
        scratch.put(timestamp);
        scratch.put('\n');
        scratch.put(scope.date());
        scratch.put('/');
        scratch.put(scope.region());
        scratch.put('/');
        scratch.put(scope.service());
        scratch.put('/');
        scratch.put(scope.terminator());
        scratch.put('\n');
        scratch.putHash();
        key.sign(scratch.bytes, scratch.length, scratch.hash);
        Hex.write(scratch.hash, Scratch.HASH_LENGTH, scratch.signature, 0);
    }
}
