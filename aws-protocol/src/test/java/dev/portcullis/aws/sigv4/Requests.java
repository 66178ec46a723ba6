// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Requests for tests, read from text or made and signed here. */
final class Requests {
    static final Instant NOW = Instant.parse("2026-11-21T23:33:00Z");
    static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final SignatureRules IAM = SignatureRules.forServices("iam").inRegion("us-east-1");
    static final String LIST_USERS = "Action=ListUsers&Version=2010-05-08";

    private static final Map<String, EcdsaPublicKey> PUBLIC_KEYS = new ConcurrentHashMap<>();

    private Requests() {}

    static RawRequest listUsers() {
        return new RawRequest(
                "POST",
                "/",
                List.of(
                        new RawHeader("Host", "localhost:8420"),
                        new RawHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                        new RawHeader("User-Agent", "test/1.0")),
                Payload.of(LIST_USERS.getBytes(StandardCharsets.UTF_8)));
    }

    static RawRequest get(String target) {
        return new RawRequest("GET", target, List.of(new RawHeader("Host", "localhost:8420")), Payload.none());
    }

    static SigV4Signer signer(Optional<String> token) {
        return new SigV4Signer(KEY_ID, SECRET, token, "us-east-1", "iam", PathStyle.NORMALISED_AND_ENCODED_TWICE);
    }

    static RawRequest signed(RawRequest request) {
        return with(request, signer(Optional.empty()).sign(request, NOW));
    }

    static RawRequest presigned(RawRequest request) {
        return withTarget(request, signer(Optional.empty()).presign(request, NOW, Duration.ofMinutes(1)));
    }

    static Verdict verify(RawRequest request) {
        return verify(request, NOW, IAM);
    }

    static Verdict verify(RawRequest request, Instant now, SignatureRules rules) {
        return switch (SigV4Parser.parse(request)) {
            case SignatureClaim.Signed claim -> SigV4Verifier.verify(claim, request, now, rules, Requests::key);
            case SignatureClaim.Malformed(SignatureProblem problem) -> new Verdict.Rejected(problem);
            case SignatureClaim.Unsigned() -> new Verdict.Rejected(new SignatureProblem.MissingToken());
        };
    }

    static EcdsaSigner ecdsaSigner() {
        return new EcdsaSigner(KEY_ID, SECRET, Optional.empty(), "iam", "us-east-1");
    }

    static RawRequest signedForRegions(RawRequest request, String regions) {
        return ecdsaSigner()
                .forRegions(regions)
                .sign(request, AmzDate.format(NOW), PathStyle.NORMALISED_AND_ENCODED_TWICE);
    }

    static RawRequest presignedForRegions(RawRequest request, String regions) {
        return ecdsaSigner()
                .forRegions(regions)
                .presign(request, AmzDate.format(NOW), 60, PathStyle.NORMALISED_AND_ENCODED_TWICE);
    }

    static VerificationKey key(SignatureClaim.Signed claim) {
        return switch (claim.algorithm()) {
            case HMAC_SHA256 -> SigningKey.derive(secretOf(claim), claim.scope());
            case ECDSA_P256_SHA256 ->
                PUBLIC_KEYS.computeIfAbsent(
                        claim.scope().accessKeyId(), keyId -> EcdsaPublicKey.derive(secretOf(claim), keyId));
        };
    }

    private static byte[] secretOf(SignatureClaim.Signed claim) {
        String secret = claim.scope().accessKeyId().equals(KEY_ID) ? SECRET : "of another key";
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    /** The names of all headers, as they are signed. */
    static String names(RawRequest request) {
        return request.headers().stream()
                .map(header -> header.name().toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .collect(Collectors.joining(";"));
    }

    static RawRequest with(RawRequest request, List<RawHeader> more) {
        List<RawHeader> headers = new ArrayList<>(request.headers());
        headers.addAll(more);
        return withHeaders(request, headers);
    }

    static RawRequest with(RawRequest request, String name, String value) {
        return with(request, List.of(new RawHeader(name, value)));
    }

    static RawRequest withHeaders(RawRequest request, List<RawHeader> headers) {
        return new RawRequest(request.method(), request.target(), headers, request.payload());
    }

    static RawRequest withHeader(RawRequest request, String name, UnaryOperator<String> change) {
        return withHeaders(
                request,
                request.headers().stream()
                        .map(header -> header.isNamed(name)
                                ? new RawHeader(header.name(), change.apply(header.value()))
                                : header)
                        .toList());
    }

    static RawRequest without(RawRequest request, String name) {
        return withHeaders(
                request,
                request.headers().stream()
                        .filter(header -> !header.isNamed(name))
                        .toList());
    }

    static RawRequest withTarget(RawRequest request, String target) {
        return new RawRequest(request.method(), target, request.headers(), request.payload());
    }

    static RawRequest withBody(RawRequest request, String body) {
        return new RawRequest(
                request.method(),
                request.target(),
                request.headers(),
                Payload.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static String header(RawRequest request, String name) {
        return request.headers().stream()
                .filter(header -> header.isNamed(name))
                .map(RawHeader::value)
                .findFirst()
                .orElseThrow();
    }

    /** A request from the text of an HTTP message, with folded header lines, its octets as characters. */
    static RawRequest parse(String message) {
        String octets = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int headEnd = octets.indexOf("\n\n");
        String head = headEnd < 0 ? octets : octets.substring(0, headEnd);
        String body = headEnd < 0 ? "" : octets.substring(headEnd + 2);
        List<String> lines = new ArrayList<>();
        for (String line : head.split("\n", -1)) {
            if (line.startsWith(" ")) {
                lines.set(lines.size() - 1, lines.getLast() + "\n" + line);
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        String requestLine = lines.removeFirst();
        int target = requestLine.indexOf(' ');
        return new RawRequest(
                requestLine.substring(0, target),
                requestLine.substring(target + 1, requestLine.lastIndexOf(" HTTP/1.1")),
                lines.stream()
                        .map(line -> new RawHeader(
                                line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)))
                        .toList(),
                Payload.of(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static String canonical(RawRequest request, Set<String> alsoSigned, PathStyle style, String payloadHash) {
        List<String> names = new ArrayList<>(alsoSigned);
        request.headers().forEach(header -> names.add(header.name().toLowerCase(Locale.ROOT)));
        String signedHeaders =
                String.join(";", names.stream().distinct().sorted().toList());
        return canonical(request, signedHeaders, style, payloadHash);
    }

    static String canonical(RawRequest request, String signedHeaders, PathStyle style, String payloadHash) {
        Scratch scratch = Scratch.borrow();
        try {
            SignatureProblem problem = CanonicalRequest.write(
                    scratch,
                    request,
                    SignedHeaders.read(signedHeaders).orElseThrow(),
                    style,
                    CanonicalRequest.Leave.SIGNATURE);
            return problem == null
                    ? new String(scratch.bytes, 0, scratch.length, StandardCharsets.ISO_8859_1) + payloadHash
                    : problem.message();
        } finally {
            scratch.giveBack();
        }
    }
}
