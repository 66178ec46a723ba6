// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.CanonicalRequest.Leave;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Signs requests as a client does, with the headers added ({@link #sign}) or in the URL ({@link #presign}). Safe for use by many threads. */
public final class SigV4Signer {
    /** Headers that proxies change or drop on the way, as AWS's own clients leave them unsigned. */
    private static final Set<String> LEFT_UNSIGNED = Set.of(
            "authorization",
            "connection",
            "expect",
            "te",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "x-amzn-trace-id");

    private final String accessKeyId;
    private final byte[] secretAccessKey;
    private final Optional<String> sessionToken;
    private final String region;
    private final String service;
    private final PathStyle pathStyle;

    /**
     * A signer for one key, region and service.
     *
     * @param sessionToken the token that came with temporary credentials
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // credentials have a token or have none
    public SigV4Signer(
            String accessKeyId,
            String secretAccessKey,
            Optional<String> sessionToken,
            String region,
            String service,
            PathStyle pathStyle) {
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey.getBytes(StandardCharsets.UTF_8);
        this.sessionToken = sessionToken;
        this.region = region;
        this.service = service;
        this.pathStyle = pathStyle;
    }

    /**
     * Signs a request in its headers.
     *
     * @param request the request as it will be sent: target encoded, {@code Host} among the headers
     * @return the headers to add: {@code X-Amz-Date}, {@code X-Amz-Security-Token} for temporary credentials, {@code Authorization}
     * @throws IllegalArgumentException if the request has no host, is signed already, or has a target that cannot be sent
     */
    public List<RawHeader> sign(RawRequest request, Instant now) {
        requireUnsigned(request);
        String timestamp = AmzDate.format(now);
        List<RawHeader> added = new ArrayList<>();
        added.add(new RawHeader("X-Amz-Date", timestamp));
        sessionToken.ifPresent(token -> added.add(new RawHeader("X-Amz-Security-Token", token)));
        List<RawHeader> headers = new ArrayList<>(request.headers());
        headers.addAll(added);
        var complete = new RawRequest(request.method(), request.target(), headers, request.payload());
        SignedHeaders signedHeaders = signedHeaders(headers);
        CredentialScope scope = scope(timestamp);
        String signature = signature(complete, signedHeaders, timestamp, scope);
        added.add(new RawHeader(
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                SignatureAlgorithm.HMAC_SHA256.text(),
                                accessKeyId,
                                scope.withoutKeyId(),
                                signedHeaders,
                                signature)));
        return added;
    }

    /**
     * Signs a request in its URL.
     *
     * @param request the request as it will be sent: target encoded, {@code Host} among the headers; all its headers must be sent with it
     * @param expires how long the URL holds: 1 second to 7 days
     * @return the target to send instead
     * @throws IllegalArgumentException as {@link #sign}, or if {@code expires} is out of bounds
     */
    public String presign(RawRequest request, Instant now, Duration expires) {
        requireUnsigned(request);
        if (expires.toSeconds() < 1 || expires.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("a presigned request holds from 1 second to 7 days, not " + expires);
        }
        String timestamp = AmzDate.format(now);
        CredentialScope scope = scope(timestamp);
        SignedHeaders signedHeaders = signedHeaders(request.headers());
        StringBuilder target = new StringBuilder(request.target());
        target.append(request.target().indexOf('?') < 0 ? '?' : '&')
                .append("X-Amz-Algorithm=")
                .append(SignatureAlgorithm.HMAC_SHA256.text());
        append(target, "X-Amz-Credential", accessKeyId + '/' + scope.withoutKeyId());
        append(target, "X-Amz-Date", timestamp);
        append(target, "X-Amz-Expires", Long.toString(expires.toSeconds()));
        append(target, "X-Amz-SignedHeaders", signedHeaders.text());
        sessionToken.ifPresent(token -> append(target, "X-Amz-Security-Token", token));
        var complete = new RawRequest(request.method(), target.toString(), request.headers(), request.payload());
        append(target, "X-Amz-Signature", signature(complete, signedHeaders, timestamp, scope));
        return target.toString();
    }

    private CredentialScope scope(String timestamp) {
        return new CredentialScope(accessKeyId, timestamp.substring(0, 8), region, service, CredentialScope.TERMINATOR);
    }

    private String signature(RawRequest request, SignedHeaders signedHeaders, String timestamp, CredentialScope scope) {
        SigningKey key = SigningKey.derive(secretAccessKey, scope);
        Scratch scratch = Scratch.borrow();
        try {
            String payload = payloadHash(request, scratch);
            if (CanonicalRequest.write(scratch, request, signedHeaders, pathStyle, Leave.NOTHING) != null) {
                throw new IllegalArgumentException(
                        "not a request that can be signed: " + request.method() + " " + request.target());
            }
            scratch.put(payload);
            SigV4Verifier.putStringToSign(scratch, key.algorithm(), timestamp, scope);
            SigV4Verifier.sign(scratch, key);
            return new String(scratch.signature, StandardCharsets.US_ASCII);
        } finally {
            scratch.giveBack();
        }
    }

    /** What a header declares, or else the hash of the body. */
    private static String payloadHash(RawRequest request, Scratch scratch) {
        for (RawHeader header : request.headers()) {
            if (header.isNamed("x-amz-content-sha256")) {
                return header.value();
            }
        }
        return switch (request.payload()) {
            case Payload.Hashed(String sha256) -> sha256;
            case Payload.Body(byte[] bytes) -> {
                scratch.hashPayload(bytes);
                yield new String(scratch.payload, StandardCharsets.US_ASCII);
            }
        };
    }

    /** All headers but those that change on the way. */
    static SignedHeaders signedHeaders(List<RawHeader> headers) {
        Set<String> names = new TreeSet<>();
        for (RawHeader header : headers) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!LEFT_UNSIGNED.contains(name)) {
                names.add(name);
            }
        }
        if (!names.contains("host")) {
            throw new IllegalArgumentException("the Host header must be there, and be signed");
        }
        String all = String.join(";", names);
        return SignedHeaders.read(all).orElseThrow(() -> new IllegalArgumentException("not names of headers: " + all));
    }

    /** Throws IllegalArgumentException if a request is signed already. */
    static void requireUnsigned(RawRequest request) {
        for (RawHeader header : request.headers()) {
            if (header.isNamed("authorization")
                    || header.isNamed("x-amz-date")
                    || header.isNamed("x-amz-security-token")) {
                throw new IllegalArgumentException("signed already: " + header.name());
            }
        }
        if (!(SigV4Parser.parse(request) instanceof SignatureClaim.Unsigned)) {
            throw new IllegalArgumentException("signed already, in the query string");
        }
    }

    private static void append(StringBuilder target, String name, String value) {
        target.append('&').append(name).append('=');
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            CanonicalRequest.appendOctet(target, octet & 0xff);
        }
    }
}
