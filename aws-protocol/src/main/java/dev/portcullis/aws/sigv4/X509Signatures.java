// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.CanonicalRequest.Leave;
import dev.portcullis.aws.sigv4.SigV4Parser.Authorization;
import dev.portcullis.aws.sigv4.SigV4Parser.Headers;
import dev.portcullis.aws.sigv4.SigV4Parser.MalformedClaim;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sigv4.X509Claim.Signed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * AWS's signatures with the key of an X.509 certificate, as IAM Roles Anywhere takes them: the canonical request and the string to sign are
 * those of Signature Version 4 under another name, and the key signs the string itself. The certificate and what leads from it to an
 * authority come in headers, which must be signed as all {@code x-amz-*} ones. Whose certificate it is, is for others to find out. Stateless;
 * never throws for what a request contains.
 */
public final class X509Signatures {
    /** The longest certificate that is looked at, in characters of Base64. */
    public static final int LONGEST_CERTIFICATE = 16_384;

    /** The most certificates of a chain that are looked at. */
    public static final int LONGEST_CHAIN = 5;

    private static final int LONGEST_SIGNATURE = 2 * 1_024; // bytes of RSA with 8,192 bits, in hexadecimal
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int DATE_LENGTH = 8;

    private X509Signatures() {}

    /** Whether an {@code Authorization} header claims such a signature, of an algorithm that is known or not. */
    public static boolean isClaimedBy(String authorization) {
        return authorization.startsWith(X509Algorithm.PREFIX);
    }

    /** Reads the claim of a request. */
    public static X509Claim parse(RawRequest request) {
        try {
            Headers headers = Headers.of(request.headers());
            String authorization = headers.authorization;
            if (authorization == null || !isClaimedBy(authorization)) {
                return new X509Claim.Unsigned();
            }
            return signed(request, headers, Authorization.of(authorization));
        } catch (MalformedClaim e) {
            return new X509Claim.Malformed(e.problem);
        }
    }

    private static Signed signed(RawRequest request, Headers headers, Authorization parts) {
        if (parts.credential == null
                || parts.signature == null
                || parts.signedHeaders == null
                || headers.amzDate == null) {
            throw new MalformedClaim(new SignatureProblem.IncompleteX509());
        }
        String date = headers.amzDate;
        Instant signedAt =
                AmzDate.parse(date).orElseThrow(() -> new MalformedClaim(new SignatureProblem.BadDate(date)));
        String algorithm = parts.algorithm;
        List<byte[]> certificate = certificates(request, "x-amz-x509", 1);
        if (certificate.size() != 1) {
            throw new MalformedClaim(new SignatureProblem.IncompleteX509());
        }
        return new Signed(
                X509Algorithm.named(algorithm)
                        .orElseThrow(() -> new MalformedClaim(new SignatureProblem.UnsupportedAlgorithm(algorithm))),
                SigV4Parser.scopeOfRegion(parts.credential),
                SigV4Parser.signedHeaders(parts.signedHeaders),
                signature(parts.signature),
                signedAt,
                date,
                Optional.ofNullable(headers.contentSha256),
                certificate.getFirst(),
                certificates(request, "x-amz-x509-chain", LONGEST_CHAIN));
    }

    private static byte[] signature(String hex) {
        if (hex.length() > LONGEST_SIGNATURE) {
            throw new MalformedClaim(new SignatureProblem.IncompleteX509());
        }
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new MalformedClaim(new SignatureProblem.IncompleteX509());
        }
    }

    /** The certificates in a header, which may be there once, between commas. */
    private static List<byte[]> certificates(RawRequest request, String header, int most) {
        List<byte[]> certificates = new ArrayList<>();
        boolean found = false;
        for (RawHeader line : request.headers()) {
            if (!line.isNamed(header)) {
                continue;
            }
            if (found) {
                throw new MalformedClaim(new SignatureProblem.Ambiguous(header));
            }
            found = true;
            String value = line.value().strip();
            if (value.length() > (long) most * (LONGEST_CERTIFICATE + 2)) {
                throw new MalformedClaim(new SignatureProblem.IncompleteX509());
            }
            String[] parts = value.split(",", -1);
            if (parts.length > most) {
                throw new MalformedClaim(new SignatureProblem.IncompleteX509());
            }
            for (String part : parts) {
                certificates.add(certificate(part.strip()));
            }
        }
        return certificates;
    }

    private static byte[] certificate(String base64) {
        try {
            if (!base64.isEmpty() && base64.length() <= LONGEST_CERTIFICATE) {
                return Base64.getDecoder().decode(base64);
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedClaim(new SignatureProblem.IncompleteX509());
        }
        throw new MalformedClaim(new SignatureProblem.IncompleteX509());
    }

    /**
     * Whether a claim is timely and for this service: what can be told without any key.
     *
     * @param now when the request arrived
     * @return what is wrong with it
     */
    public static Optional<SignatureProblem> check(Signed claim, Instant now, String service) {
        long age = now.getEpochSecond() - claim.signedAt().getEpochSecond(); // signing times have no fractions
        if (age < -SKEW.toSeconds()) {
            return Optional.of(new SignatureProblem.NotYetCurrent(claim.signedAt(), now, SKEW));
        }
        if (age > SKEW.toSeconds() || (age == SKEW.toSeconds() && now.getNano() > 0)) {
            return Optional.of(new SignatureProblem.Expired(claim.signedAt(), now, SKEW));
        }
        CredentialScope scope = claim.scope();
        boolean regionWrong = !RegionSet.isRegion(scope.region());
        boolean serviceWrong = !scope.service().equals(service);
        boolean dateRight =
                scope.date().length() == DATE_LENGTH && claim.timestamp().startsWith(scope.date());
        return !regionWrong && !serviceWrong && dateRight && scope.terminator().equals(CredentialScope.TERMINATOR)
                ? Optional.empty()
                : Optional.of(
                        new SignatureProblem.WrongScope(scope, claim.timestamp(), service, regionWrong, serviceWrong));
    }

    /**
     * Whether this very request was signed with the private key of a public one, and leaves nothing unsigned that must be signed. Costs one
     * verification.
     *
     * @param key of the certificate in the claim
     * @return what is wrong with it
     */
    public static Optional<SignatureProblem> verify(Signed claim, RawRequest request, PublicKey key) {
        if (!key.getAlgorithm().equals(claim.algorithm().keyAlgorithm())) {
            return Optional.of(new SignatureProblem.WrongSignature());
        }
        Scratch scratch = Scratch.borrow();
        try {
            SignatureProblem problem = CanonicalRequest.write(
                    scratch, request, claim.signedHeaders(), PathStyle.NORMALISED_AND_ENCODED_TWICE, Leave.NOTHING);
            if (problem == null) {
                problem = compare(claim, request, key, scratch);
            }
            return Optional.ofNullable(problem);
        } finally {
            scratch.giveBack();
        }
    }

    private static @Nullable SignatureProblem compare(
            Signed claim, RawRequest request, PublicKey key, Scratch scratch) {
        switch (request.payload()) {
            case Payload.Body(byte[] bytes) -> scratch.hashPayload(bytes);
            case Payload.Hashed(String sha256) -> scratch.putPayloadHash(sha256);
        }
        boolean declaredRight = claim.declaredPayload()
                .map(declared -> MessageDigest.isEqual(scratch.payload, declared.getBytes(StandardCharsets.ISO_8859_1)))
                .orElse(true);
        if (!declaredRight) {
            return new SignatureProblem.PayloadMismatch();
        }
        putStringToSign(scratch, claim.algorithm(), claim.timestamp(), claim.scope());
        return isSignedBy(key, claim, scratch) ? null : new SignatureProblem.WrongSignature();
    }

    /** Puts the string to sign in place of the canonical request, of which the hash of the payload is still to be added. */
    static void putStringToSign(Scratch scratch, X509Algorithm algorithm, String timestamp, CredentialScope scope) {
        scratch.put(scratch.payload, 0, scratch.payload.length);
        scratch.hash(scratch.bytes, scratch.length);
        scratch.clear();
        scratch.put(algorithm.text());
        scratch.put('\n');
        scratch.put(timestamp);
        scratch.put('\n');
        scratch.put(scope.withoutKeyId());
        scratch.put('\n');
        scratch.putHash();
    }

    private static boolean isSignedBy(PublicKey key, Signed claim, Scratch scratch) {
        try {
            Signature verifier = Signature.getInstance(claim.algorithm().jcaName());
            verifier.initVerify(key);
            verifier.update(scratch.bytes, 0, scratch.length);
            return verifier.verify(claim.signature());
        } catch (GeneralSecurityException e) {
            return false; // a key or a signature that is none
        }
    }
}
