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
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Verifying a signature against the three hashes that it cannot do without: SHA-256 of a 48-byte body, SHA-256 of the canonical request,
 * HMAC-SHA256 of the string to sign. The goal is {@code verify} at no more than 1.5 times {@code bareHashes} in the same run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
public class SigV4Benchmark {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant NOW = Instant.parse("2026-11-21T23:33:00Z");
    /** What the request below comes to: its canonical request, and {@code AWS4-HMAC-SHA256}, date, scope and hash. */
    private static final int CANONICAL_REQUEST_LENGTH = 375;

    private static final int STRING_TO_SIGN_LENGTH = 134;

    private final SignatureRules rules = SignatureRules.forServices("iam");
    private final byte[] body = "Action=GetUser&Version=2010-05-08&UserName=doras".getBytes(StandardCharsets.US_ASCII);
    private final RawRequest request = signedRequest();
    private final SignatureClaim.Signed claim = (SignatureClaim.Signed) SigV4Parser.parse(request);
    private final SigningKey key = SigningKey.derive(SECRET.getBytes(StandardCharsets.UTF_8), claim.scope());

    private final byte[] canonicalRequest = new byte[CANONICAL_REQUEST_LENGTH];
    private final byte[] stringToSign = new byte[STRING_TO_SIGN_LENGTH];
    private final byte[] result = new byte[32];
    private final MessageDigest sha256;
    private final Mac mac;

    public SigV4Benchmark() throws GeneralSecurityException {
        sha256 = MessageDigest.getInstance("SHA-256");
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    }

    /** Makes sure that the request verifies before anything is measured. */
    @Setup
    public void requireVerified() {
        if (!(verify() instanceof Verdict.Verified)) {
            throw new IllegalStateException("the benchmark's own request does not verify");
        }
    }

    /** Reads the claim and verifies it, with the signing key at hand. */
    @Benchmark
    public Verdict verify() {
        return SigV4Verifier.verify(
                (SignatureClaim.Signed) SigV4Parser.parse(request), request, NOW, rules, any -> key);
    }

    /** Verifies a claim that was read before. */
    @Benchmark
    public Verdict verifyOnly() {
        return SigV4Verifier.verify(claim, request, NOW, rules, any -> key);
    }

    /** The floor: the three hashes over as many bytes, with everything reused. */
    @Benchmark
    public byte[] bareHashes() throws GeneralSecurityException {
        sha256.update(body, 0, body.length);
        sha256.digest(result, 0, result.length);
        sha256.update(canonicalRequest, 0, canonicalRequest.length);
        sha256.digest(result, 0, result.length);
        mac.update(stringToSign, 0, stringToSign.length);
        mac.doFinal(result, 0);
        return result;
    }

    /** What a cached signing key saves. */
    @Benchmark
    public SigningKey deriveKey() {
        return SigningKey.derive(SECRET.getBytes(StandardCharsets.UTF_8), claim.scope());
    }

    private RawRequest signedRequest() {
        List<RawHeader> headers = new ArrayList<>(List.of(
                new RawHeader("Host", "localhost:8420"),
                new RawHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                new RawHeader("User-Agent", "aws-sdk-java/2.57.8 md/io#sync md/http#Apache ua/2.1"),
                new RawHeader("amz-sdk-invocation-id", "5c9a1f0e-6d6b-4f3c-9d0e-2c4d7b8a9e10"),
                new RawHeader("amz-sdk-request", "attempt=1; max=3"),
                new RawHeader("Content-Length", "48")));
        var signer = new SigV4Signer(
                "AKIAIOSFODNN7EXAMPLE",
                SECRET,
                Optional.empty(),
                "us-east-1",
                "iam",
                PathStyle.NORMALISED_AND_ENCODED_TWICE);
        headers.addAll(signer.sign(new RawRequest("POST", "/", headers, Payload.of(body)), NOW));
        return new RawRequest("POST", "/", headers, Payload.of(body));
    }
}
