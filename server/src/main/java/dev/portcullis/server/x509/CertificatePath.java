// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.x509;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * The way from a certificate to an authority: valid by RFC 5280, section 6, as the JDK validates it, and by what it leaves open here. A
 * self-signed authority is validated as part of the path, so that its own validity and constraints count; of another one dates, usage and
 * path length are.
 *
 * <p>The path is put together by names before any signature is verified, and signatures are verified from the authority downwards: who holds no
 * certificate of the authority costs one verification.
 */
public final class CertificatePath {
    private CertificatePath() {}

    /**
     * Whether a certificate leads to one of the authorities.
     *
     * @param certificate of somebody at the end of the chain
     * @param others from among which the path is filled, in any order; what is not needed is passed over
     * @param authorities whom to trust
     * @param revoked the revocation lists that count: those of the authorities, and of others on the path
     * @return why not; empty if it does
     */
    public static Optional<Untrusted> problem(
            X509Certificate certificate,
            List<X509Certificate> others,
            List<X509Certificate> authorities,
            List<X509CRL> revoked,
            Instant now) {
        var path = named(certificate, others, authorities);
        if (path.isEmpty()) {
            return Optional.of(Untrusted.NO_PATH);
        }
        if (!path.get().stream().allMatch(Strength::isSufficient)) {
            return Optional.of(Untrusted.INSUFFICIENT);
        }
        var issuer = path.get().getLast().getIssuerX500Principal();
        return authorities.stream()
                .filter(authority -> authority.getSubjectX500Principal().equals(issuer))
                .filter(authority -> isValid(path.get(), authority, now))
                .findFirst()
                .map(authority -> Revocations.problem(path.get(), authority, revoked))
                .orElse(Optional.of(Untrusted.NO_PATH));
    }

    /** The certificates from this one up to the one that an authority of that name issued; each at most once, the first of each name. */
    private static Optional<List<X509Certificate>> named(
            X509Certificate certificate, List<X509Certificate> others, List<X509Certificate> authorities) {
        var names = authorities.stream()
                .map(X509Certificate::getSubjectX500Principal)
                .toList();
        Map<X500Principal, X509Certificate> bySubject = new HashMap<>();
        others.forEach(other -> bySubject.putIfAbsent(other.getSubjectX500Principal(), other));
        var path = new ArrayList<X509Certificate>();
        var next = certificate;
        while (true) {
            path.add(next);
            var issuer = next.getIssuerX500Principal();
            if (names.contains(issuer)) {
                return Optional.of(path);
            }
            next = bySubject.remove(issuer);
            if (next == null) {
                return Optional.empty();
            }
        }
    }

    private static boolean isValid(List<X509Certificate> path, X509Certificate authority, Instant now) {
        try {
            boolean isRoot = KeyUsages.isSelfSigned(authority);
            var certificates = new ArrayList<>(path);
            if (isRoot) {
                certificates.add(authority);
            } else if (!mayIssue(authority, path, now)) {
                return false;
            }
            var parameters = parameters(
                    isRoot
                            ? new TrustAnchor(authority.getSubjectX500Principal(), authority.getPublicKey(), null)
                            : new TrustAnchor(authority, null),
                    now);
            var whole = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
            CertPathValidator.getInstance("PKIX").validate(whole, parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PKIXParameters parameters(TrustAnchor anchor, Instant now)
            throws InvalidAlgorithmParameterException {
        var parameters = new PKIXParameters(Set.of(anchor));
        parameters.setDate(Date.from(now));
        parameters.setRevocationEnabled(false); // done apart, with the lists that the account has
        return parameters;
    }

    /** What the JDK does not ask of a trusted certificate that is not part of the path. */
    private static boolean mayIssue(X509Certificate authority, List<X509Certificate> path, Instant now) {
        return KeyUsages.mayCertify(authority)
                && !KeyUsages.hasNameConstraints(authority)
                && authority.getBasicConstraints() >= path.size() - 1
                && !now.isBefore(authority.getNotBefore().toInstant())
                && now.isBefore(authority.getNotAfter().toInstant());
    }
}
