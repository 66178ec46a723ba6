// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.CanonicalRequest.Leave;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Signs requests with the key of a certificate, as {@link X509Signatures} verifies them. Safe for use by many threads. */
public final class X509Signer {
    private final PrivateKey key;
    private final X509Certificate certificate;
    private final List<X509Certificate> chain;
    private final X509Algorithm algorithm;
    private final String region;
    private final String service;

    /**
     * A signer for one certificate, region and service.
     *
     * @param key of the certificate
     * @param chain further certificates that may lead to an authority; at most {@link X509Signatures#LONGEST_CHAIN}
     * @throws IllegalArgumentException if the key is neither RSA nor ECDSA, or the chain is too long
     */
    public X509Signer(
            PrivateKey key, X509Certificate certificate, List<X509Certificate> chain, String region, String service) {
        this.key = key;
        this.certificate = certificate;
        this.chain = List.copyOf(chain);
        this.algorithm = X509Algorithm.ofKey(key.getAlgorithm())
                .orElseThrow(() -> new IllegalArgumentException("a key of RSA or ECDSA, not " + key.getAlgorithm()));
        this.region = region;
        this.service = service;
        if (chain.size() > X509Signatures.LONGEST_CHAIN) {
            throw new IllegalArgumentException(
                    "at most " + X509Signatures.LONGEST_CHAIN + " certificates besides the own one");
        }
    }

    /**
     * Signs a request in its headers.
     *
     * @param request the request as it will be sent: target encoded, {@code Host} among the headers
     * @return the headers to add: {@code X-Amz-Date}, {@code X-Amz-X509}, {@code X-Amz-X509-Chain} if there is one, {@code Authorization}
     * @throws IllegalArgumentException if the request has no host, is signed already, or has a target that cannot be sent
     */
    public List<RawHeader> sign(RawRequest request, Instant now) {
        SigV4Signer.requireUnsigned(request);
        String timestamp = AmzDate.format(now);
        List<RawHeader> added = new ArrayList<>();
        added.add(new RawHeader("X-Amz-Date", timestamp));
        added.add(new RawHeader("X-Amz-X509", base64(certificate)));
        if (!chain.isEmpty()) {
            String rest = chain.stream().map(X509Signer::base64).collect(Collectors.joining(","));
            added.add(new RawHeader("X-Amz-X509-Chain", rest));
        }
        List<RawHeader> headers = new ArrayList<>(request.headers());
        headers.addAll(added);
        var complete = new RawRequest(request.method(), request.target(), headers, request.payload());
        SignedHeaders signedHeaders = SigV4Signer.signedHeaders(headers);
        var scope = new CredentialScope(
                certificate.getSerialNumber().toString(),
                timestamp.substring(0, 8),
                region,
                service,
                CredentialScope.TERMINATOR);
        added.add(new RawHeader(
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                algorithm.text(),
                                scope.accessKeyId(),
                                scope.withoutKeyId(),
                                signedHeaders,
                                signature(complete, signedHeaders, timestamp, scope))));
        return added;
    }

    private String signature(RawRequest request, SignedHeaders signedHeaders, String timestamp, CredentialScope scope) {
        Scratch scratch = Scratch.borrow();
        try {
            if (CanonicalRequest.write(
                            scratch, request, signedHeaders, PathStyle.NORMALISED_AND_ENCODED_TWICE, Leave.NOTHING)
                    != null) {
                throw new IllegalArgumentException(
                        "not a request that can be signed: " + request.method() + " " + request.target());
            }
            switch (request.payload()) {
                case Payload.Body(byte[] bytes) -> scratch.hashPayload(bytes);
                case Payload.Hashed(String sha256) -> scratch.putPayloadHash(sha256);
            }
            X509Signatures.putStringToSign(scratch, algorithm, timestamp, scope);
            Signature signer = Signature.getInstance(algorithm.jcaName());
            signer.initSign(key);
            signer.update(scratch.bytes, 0, scratch.length);
            return HexFormat.of().formatHex(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a key that cannot sign: " + e.getMessage(), e);
        } finally {
            scratch.giveBack();
        }
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be written: " + e.getMessage(), e);
        }
    }
}
