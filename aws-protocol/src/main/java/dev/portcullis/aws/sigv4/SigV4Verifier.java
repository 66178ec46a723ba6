// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.CanonicalRequest.Leave;
import dev.portcullis.aws.sigv4.SignatureClaim.Signed;
import dev.portcullis.aws.sigv4.SignatureRules.PayloadRule;
import dev.portcullis.aws.sigv4.Verdict.Rejected;
import dev.portcullis.aws.sigv4.Verdict.Verified;
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
        SigningKey key = keys.keyFor(claim);
        Scratch scratch = Scratch.borrow();
        try {
            problem = compare(claim, request, rules, key, scratch);
        } finally {
            scratch.giveBack();
        }
        return problem == null ? new Verified(claim) : new Rejected(problem);
    }

    /** All that needs no key; null when in order. */
    private static @Nullable SignatureProblem check(
            Signed claim, RawRequest request, Instant now, SignatureRules rules) {
        SignatureProblem problem = checkTime(claim, now, rules.skew());
        if (problem == null) {
            problem = checkSignedHeaders(claim, request);
        }
        if (problem == null) {
            problem = checkScope(claim, rules);
        }
        return problem == null ? checkDeclaredPayload(claim, request, rules.payloadRule()) : problem;
    }

    private static @Nullable SignatureProblem checkTime(Signed claim, Instant now, Duration skew) {
        Instant signedAt = claim.signedAt();
        if (signedAt.minus(skew).isAfter(now)) {
            return new SignatureProblem.NotYetCurrent(signedAt, now, skew);
        }
        Duration allowed = claim.expiresAfterSeconds().isPresent()
                ? Duration.ofSeconds(claim.expiresAfterSeconds().getAsLong())
                : skew;
        return now.isAfter(signedAt.plus(allowed)) ? new SignatureProblem.Expired(signedAt, now, allowed) : null;
    }

    private static @Nullable SignatureProblem checkSignedHeaders(Signed claim, RawRequest request) {
        if (!claim.signs("host")) {
            return new SignatureProblem.HostNotSigned();
        }
        for (RawHeader header : request.headers()) {
            String name = header.name();
            if (name.regionMatches(true, 0, "x-amz-", 0, 6)
                    && !claim.signs(name)
                    && !header.isNamed("x-amz-security-token")) {
                return new SignatureProblem.HeaderNotSigned(name);
            }
        }
        return null;
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

    private static @Nullable SignatureProblem compare(
            Signed claim, RawRequest request, SignatureRules rules, SigningKey key, Scratch scratch) {
        String payloadHash = payloadHash(claim, request, rules.payloadRule(), scratch);
        if (payloadHash == null) {
            return new SignatureProblem.PayloadMismatch();
        }
        if (!Hex.isSha256(claim.signature())) {
            return new SignatureProblem.WrongSignature();
        }
        Leave leave = claim.form() == SignatureForm.QUERY ? Leave.SIGNATURE : Leave.NOTHING;
        if (!CanonicalRequest.write(scratch, request, claim.signedHeaders(), rules.pathStyle(), leave)) {
            return new SignatureProblem.BadTarget();
        }
        boolean matches = matches(claim, payloadHash, key, scratch);
        if (!matches && claim.tokenInQuery()) {
            // some SDKs add the token after signing; what binds it to the key is inside the token
            matches = CanonicalRequest.write(
                            scratch, request, claim.signedHeaders(), rules.pathStyle(), Leave.SIGNATURE_AND_TOKEN)
                    && matches(claim, payloadHash, key, scratch);
        }
        return matches ? null : new SignatureProblem.WrongSignature();
    }

    /** What stands at the end of the canonical request; null if the request declares another hash than its body's. */
    private static @Nullable String payloadHash(Signed claim, RawRequest request, PayloadRule rule, Scratch scratch) {
        String declared = claim.declaredPayload().orElse(null);
        if (declared != null && !Hex.isSha256(declared)) {
            return declared; // checkDeclaredPayload let it pass
        }
        if (declared == null && rule == PayloadRule.DECLARED && claim.form() == SignatureForm.QUERY) {
            return UNSIGNED_PAYLOAD; // S3 presigns without the body
        }
        String actual = hashOf(request.payload(), scratch);
        return declared == null || declared.equals(actual) ? actual : null;
    }

    private static String hashOf(Payload payload, Scratch scratch) {
        return switch (payload) {
            case Payload.Hashed(String sha256) -> sha256;
            case Payload.Body(byte[] bytes) when bytes.length == 0 -> Payload.Hashed.OF_NOTHING;
            case Payload.Body(byte[] bytes) -> scratch.hexHash(bytes);
        };
    }

    private static boolean matches(Signed claim, String payloadHash, SigningKey key, Scratch scratch) {
        scratch.put(payloadHash);
        sign(scratch, claim.timestamp(), claim.scope(), key);
        Hex.read(claim.signature(), scratch.given);
        return MessageDigest.isEqual(scratch.hash, scratch.given);
    }

    /** Turns the complete canonical request in the scratch into its signature, left in {@code scratch.hash}. */
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
    }
}
