// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.RevocationList;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.authn.CertificateSignatures.Certified;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.x509.CertificatePath;
import dev.portcullis.server.x509.Revocations;
import dev.portcullis.server.x509.Untrusted;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Whether a certificate whose key signed a request is one that a trust anchor of an account vouches for. */
public final class TrustedCertificates {
    /** By the very value, as the certificates of anchors are. */
    private static final Cache<RevocationList, X509CRL> PARSED =
            Caffeine.newBuilder().weakKeys().maximumSize(200).build();

    private TrustedCertificates() {}

    /**
     * The enabled trust anchor of that ARN that vouches for a certificate, by the revocation lists that are enabled for it.
     *
     * @param account its account, if there is one of the number in the ARN
     * @throws ApiException if there is none or it does not; whether there is one is told to nobody whom it does not vouch for
     */
    public static TrustAnchor require(
            Optional<Account> account, String trustAnchorArn, Certified certified, Instant now) {
        var anchor = account.flatMap(owner -> owner.anywhereByArn(trustAnchorArn))
                .filter(TrustAnchor.class::isInstance)
                .map(TrustAnchor.class::cast)
                .filter(found -> found.isEnabled() && found.region().equals(certified.region()))
                .orElseThrow(() -> refusal(Untrusted.NO_PATH));
        var lists = account.orElseThrow().revocationLists().stream()
                .filter(list -> list.isEnabled() && list.trustAnchorId().equals(anchor.id()))
                .map(list -> PARSED.get(list, TrustedCertificates::parse))
                .toList();
        CertificatePath.problem(certified.certificate(), certified.chain(), CertificateBundle.of(anchor), lists, now)
                .ifPresent(problem -> {
                    throw refusal(problem);
                });
        return anchor;
    }

    /** The common name in a certificate's subject; of several, all of them between slashes. */
    public static Optional<String> commonName(Certified certified) {
        return Optional.ofNullable(
                DistinguishedName.attributes(certified.certificate().getSubjectX500Principal())
                        .get("CN"));
    }

    private static X509CRL parse(RevocationList list) {
        return Revocations.parse(Base64.getDecoder().decode(list.data()))
                .orElseThrow(() -> new IllegalStateException("The list " + list.id() + " cannot be read"));
    }

    private static ApiException refusal(Untrusted problem) {
        return new AccessDenied(
                        switch (problem) {
                            case INSUFFICIENT -> "Untrusted certificate. Insufficient certificate";
                            case NO_PATH -> "Untrusted signing certificate";
                            case REVOKED -> "Untrusted certificate. Certificate is revoked";
                        })
                .asException();
    }
}
