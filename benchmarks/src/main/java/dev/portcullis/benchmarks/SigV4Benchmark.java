// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Parser;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SigV4Verifier;
import dev.portcullis.aws.sigv4.SignatureClaim;
import dev.portcullis.aws.sigv4.SignatureRules;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sigv4.SigningKey;
import dev.portcullis.aws.sigv4.Verdict;
import dev.portcullis.benchmarks.CpuTime.Cost;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifying a signature against the three hashes that it cannot do without: SHA-256 of the body, SHA-256 of the canonical request,
 * HMAC-SHA256 of the string to sign, over as many bytes and with everything reused. The goal is {@code verify} at no more than 1.5 times
 * the bare hashes of the same run.
 */
public final class SigV4Benchmark {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant NOW = Instant.parse("2026-11-21T23:33:00Z");
    private static final SignatureRules RULES = SignatureRules.forServices("iam");
    private static final int REQUESTS = 64;
    private static final int HASH_DIGITS = 64;
    /** {@code AWS4-HMAC-SHA256}, time, scope and hash, a line each. */
    private static final int STRING_TO_SIGN_LENGTH = 134;

    private SigV4Benchmark() {}

    /**
     * Measures, and prints a table.
     *
     * @throws GeneralSecurityException when the JDK lacks the hashes
     */
    public static void main(String[] args) throws GeneralSecurityException {
        var requests = IntStream.range(0, REQUESTS)
                .mapToObj(SigV4Benchmark::signedRequest)
                .toArray(RawRequest[]::new);
        var key = SigningKey.derive(
                SECRET.getBytes(StandardCharsets.UTF_8), claim(requests[0]).scope());
        requireVerified(requests, key);
        var bare = bareHashes(requests);
        System.out.println("a signature, process CPU ns, 1 thread            min    median  B/op  x bare hashes");
        print("three bare hashes", bare, bare);
        print("verify (read the claim, verify it)", verify(requests, key), bare);
        print("verify a claim already read", verifyRead(requests, key), bare);
        print("derive a signing key", derive(requests), bare);
        System.out.println("goal: verify at most 1.5 times the bare hashes");
    }

    private static void print(String what, Cost cost, Cost bare) {
        System.out.printf(
                "%-40s %11.1f %9.1f %5.0f %14.2f%n",
                what, cost.min(), cost.median(), cost.bytes(), cost.min() / bare.min());
    }

    private static void requireVerified(RawRequest[] requests, SigningKey key) {
        for (var request : requests) {
            if (!(SigV4Verifier.verify(claim(request), request, NOW, RULES, _ -> key) instanceof Verdict.Verified)) {
                throw new IllegalStateException("the benchmark's own request does not verify");
            }
        }
    }

    private static SignatureClaim.Signed claim(RawRequest request) {
        return (SignatureClaim.Signed) SigV4Parser.parse(request);
    }

    private static Cost verify(RawRequest[] requests, SigningKey key) {
        return CpuTime.of(requests.length, () -> {
            long verified = 0;
            for (var request : requests) {
                verified += count(SigV4Verifier.verify(claim(request), request, NOW, RULES, _ -> key));
            }
            return verified;
        });
    }

    private static Cost verifyRead(RawRequest[] requests, SigningKey key) {
        var claims = List.of(requests).stream().map(SigV4Benchmark::claim).toArray(SignatureClaim.Signed[]::new);
        return CpuTime.of(requests.length, () -> {
            long verified = 0;
            for (int i = 0; i < requests.length; i++) {
                verified += count(SigV4Verifier.verify(claims[i], requests[i], NOW, RULES, _ -> key));
            }
            return verified;
        });
    }

    private static int count(Verdict verdict) {
        return verdict instanceof Verdict.Verified ? 1 : 0;
    }

    /** What a cached signing key saves. */
    private static Cost derive(RawRequest[] requests) {
        var scope = claim(requests[0]).scope();
        return CpuTime.of(
                1,
                () -> SigningKey.derive(SECRET.getBytes(StandardCharsets.UTF_8), scope)
                        .toString()
                        .length());
    }

    private static Cost bareHashes(RawRequest[] requests) throws GeneralSecurityException {
        var sha256 = MessageDigest.getInstance("SHA-256");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        var bodies = List.of(requests).stream()
                .map(request -> ((Payload.Body) request.payload()).bytes())
                .toArray(byte[][]::new);
        var canonicalRequest = new byte[canonicalLength(requests[0])];
        var stringToSign = new byte[STRING_TO_SIGN_LENGTH];
        var result = new byte[32];
        return CpuTime.of(requests.length, () -> {
            long sum = 0;
            for (var body : bodies) {
                sum += threeHashes(sha256, mac, List.of(body, canonicalRequest, stringToSign), result);
            }
            return sum;
        });
    }

    private static int threeHashes(MessageDigest sha256, Mac mac, List<byte[]> texts, byte[] result) {
        try {
            for (int i = 0; i < 2; i++) {
                sha256.update(texts.get(i), 0, texts.get(i).length);
                sha256.digest(result, 0, result.length);
            }
            mac.update(texts.get(2), 0, texts.get(2).length);
            mac.doFinal(result, 0);
            return result[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The length of the canonical request of a {@code POST /} whose signed headers need no trimming. */
    private static int canonicalLength(RawRequest request) {
        var claim = claim(request);
        int headers = request.headers().stream()
                .filter(header -> claim.signs(header.name()))
                .mapToInt(header -> header.name().length() + header.value().length() + ":\n".length())
                .sum();
        return "POST\n/\n\n".length()
                + headers
                + "\n".length()
                + claim.signedHeaders().text().length()
                + "\n".length()
                + HASH_DIGITS;
    }

    /** What the AWS SDK for Java sends: it signs all headers but those that a proxy may change. */
    private static RawRequest signedRequest(int number) {
        var payload = Payload.of("Action=GetUser&Version=2010-05-08&UserName=dora%02d"
                .formatted(number)
                .getBytes(StandardCharsets.US_ASCII));
        var headers = new ArrayList<>(List.of(
                new RawHeader("Host", "localhost:8420"),
                new RawHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                new RawHeader("amz-sdk-invocation-id", "5c9a1f0e-6d6b-4f3c-9d0e-2c4d7b8a9e%02d".formatted(number)),
                new RawHeader("amz-sdk-request", "attempt=1; max=3"),
                new RawHeader("Content-Length", "49")));
        var signer = new SigV4Signer(
                "AKIAIOSFODNN7EXAMPLE",
                SECRET,
                Optional.empty(),
                "us-east-1",
                "iam",
                PathStyle.NORMALISED_AND_ENCODED_TWICE);
        headers.addAll(signer.sign(new RawRequest("POST", "/", headers, payload), NOW));
        headers.add(new RawHeader("User-Agent", "aws-sdk-java/2.57.8 md/io#sync md/http#Apache ua/2.1"));
        return new RawRequest("POST", "/", headers, payload);
    }
}
