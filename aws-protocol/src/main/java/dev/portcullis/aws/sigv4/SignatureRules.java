// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a signature must satisfy at one endpoint.
 *
 * @param services the services that the credential scope may name
 * @param skew how far the clocks may be apart, in either direction
 * @param pathStyle how the path stands in the canonical request
 * @param payloadRule what may stand in for the hash of the body
 * @param region the region that the endpoint is in, which the regions of a SigV4a signature must cover; where it is not known, no SigV4a
 *     signature is taken
 */
public record SignatureRules(
        Set<String> services, Duration skew, PathStyle pathStyle, PayloadRule payloadRule, Optional<String> region) {
    /** How the path stands in the canonical request. */
    public enum PathStyle {
        /** Every service but S3: the path of the wire, normalised (RFC 3986, section 5.2.4) and encoded once more. */
        NORMALISED_AND_ENCODED_TWICE,
        /** S3: the path of the wire, encoded once and otherwise as it is. */
        AS_SENT
    }

    /** What may stand in for the hash of the body. */
    public enum PayloadRule {
        /** The hash of the body that came, always; {@code UNSIGNED-PAYLOAD} only in a presigned request without body. */
        BODY,
        /**
         * Whatever {@code x-amz-content-sha256} declares: a hash must be that of the body, but {@code UNSIGNED-PAYLOAD} and
         * {@code STREAMING-...} pass as they are signed. For data services that check the body themselves, as S3 does.
         */
        DECLARED
    }

    /** Copies the set of services. */
    public SignatureRules {
        services = Set.copyOf(services);
        if (services.isEmpty() || skew.isNegative()) {
            throw new IllegalArgumentException("no service to sign for, or a negative skew");
        }
    }

    /** The rules of IAM, STS and most others: five minutes of skew, the body bound to the signature. */
    public static SignatureRules forServices(String... services) {
        return new SignatureRules(
                Set.of(services),
                Duration.ofMinutes(5),
                PathStyle.NORMALISED_AND_ENCODED_TWICE,
                PayloadRule.BODY,
                Optional.empty());
    }

    /** The rules of S3 and its like: fifteen minutes of skew, the path as sent, the payload as declared. */
    public static SignatureRules forObjectStorage(String... services) {
        return new SignatureRules(
                Set.of(services), Duration.ofMinutes(15), PathStyle.AS_SENT, PayloadRule.DECLARED, Optional.empty());
    }

    /** These rules at an endpoint in that region, which takes SigV4a signatures too. */
    public SignatureRules inRegion(String name) {
        return new SignatureRules(services, skew, pathStyle, payloadRule, Optional.of(name));
    }
}
