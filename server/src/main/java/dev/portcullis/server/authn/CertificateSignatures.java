// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SignatureProblem;
import dev.portcullis.aws.sigv4.X509Claim;
import dev.portcullis.aws.sigv4.X509Signatures;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.Throttling;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.x509.Der;
import dev.portcullis.server.x509.KeyUsages;
import dev.portcullis.server.x509.Strength;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Verifies that a request was signed with the key of the certificate that it carries. That says nothing of who it is: anybody can make a
 * certificate. Whoever trusts some authority finds out by the rest of it. All that can be told for little is told before a signature is
 * verified, and few are verified at once.
 */
public final class CertificateSignatures {
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore room = new Semaphore(AT_ONCE);

    /**
     * A certificate whose key signed the request, which was valid then for what it is used for, and of sufficient strength.
     *
     * @param chain what came with it, to lead to an authority
     * @param region the region that the request is signed for
     * @param signedAt the moment of signing, by the caller's clock
     */
    public record Certified(X509Certificate certificate, List<X509Certificate> chain, String region, Instant signedAt) {
        public Certified {
            chain = List.copyOf(chain);
        }
    }

    /** Whether a request claims to be signed so. */
    public static boolean isClaimedBy(HttpCall call) {
        return call.headers().stream()
                .anyMatch(header -> header.isNamed("Authorization") && X509Signatures.isClaimedBy(header.value()));
    }

    /**
     * Verifies the signature of a request that claims to be signed so.
     *
     * @param now when it arrived
     * @param service the signing name that it must be signed for
     * @throws ApiException if it is not
     */
    public Certified verify(RawRequest request, Instant now, String service) {
        return switch (X509Signatures.parse(request)) {
            case X509Claim.Unsigned() -> throw Authenticator.refusal(new SignatureProblem.MissingToken());
            case X509Claim.Malformed(var problem) -> throw Authenticator.refusal(problem);
            case X509Claim.Signed claim -> verify(claim, request, now, service);
        };
    }

    private Certified verify(X509Claim.Signed claim, RawRequest request, Instant now, String service) {
        X509Signatures.check(claim, now, service).ifPresent(problem -> {
            throw Authenticator.refusal(problem);
        });
        var certificate = Der.certificate(claim.certificate()).orElseThrow(CertificateSignatures::insufficient);
        requireUseful(certificate, claim, now);
        enter();
        try {
            X509Signatures.verify(claim, request, certificate.getPublicKey()).ifPresent(problem -> {
                throw Authenticator.refusal(problem);
            });
        } finally {
            room.release();
        }
        var chain = claim.chain().stream()
                .map(der -> Der.certificate(der).orElseThrow(CertificateSignatures::insufficient))
                .toList();
        return new Certified(certificate, chain, claim.scope().region(), claim.signedAt());
    }

    /** Waits for its turn, though not for long: a fleet that starts at once is served, and a crowd does not pile up. */
    private void enter() {
        try {
            if (!room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Throttling("Rate exceeded").asException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Throttling("Rate exceeded").asException();
        }
    }

    private static void requireUseful(X509Certificate certificate, X509Claim.Signed claim, Instant now) {
        boolean isUseful = certificate.getVersion() == 3
                && KeyUsages.mayAuthenticate(certificate)
                && Strength.isSufficient(certificate)
                && isNumber(certificate.getSerialNumber(), claim.scope().accessKeyId());
        if (!isUseful) {
            throw insufficient();
        }
        boolean isValid = !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
        if (!isValid) {
            throw new AccessDenied("Untrusted certificate. The certificate is not valid at this time.").asException();
        }
    }

    private static boolean isNumber(BigInteger number, String text) {
        return number.signum() > 0 && number.toString().equals(text);
    }

    private static ApiException insufficient() {
        return new AccessDenied("Untrusted certificate. Insufficient certificate").asException();
    }
}
