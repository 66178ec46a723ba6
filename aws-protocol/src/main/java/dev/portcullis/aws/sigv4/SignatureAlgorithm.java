// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.util.Optional;

/** What a signature is made with; requests name it. */
public enum SignatureAlgorithm {
    /** SigV4: an HMAC under a key for one day, region and service. */
    HMAC_SHA256("AWS4-HMAC-SHA256", 5, "keyid/date/region/service/term"),
    /** SigV4a: an ECDSA signature over P-256, for a set of regions; the credential scope names none. */
    ECDSA_P256_SHA256("AWS4-ECDSA-P256-SHA256", 4, "keyid/date/service/term");

    private final String text;
    private final int credentialElements;
    private final String credentialForm;

    SignatureAlgorithm(String text, int credentialElements, String credentialForm) {
        this.text = text;
        this.credentialElements = credentialElements;
        this.credentialForm = credentialForm;
    }

    /** The algorithm of that name, in its letter case. */
    static Optional<SignatureAlgorithm> named(String text) {
        if (text.equals(HMAC_SHA256.text)) {
            return Optional.of(HMAC_SHA256);
        }
        return text.equals(ECDSA_P256_SHA256.text) ? Optional.of(ECDSA_P256_SHA256) : Optional.empty();
    }

    /** The name as it stands in requests. */
    public String text() {
        return text;
    }

    /** How many elements a credential has. */
    int credentialElements() {
        return credentialElements;
    }

    /** A credential's elements by name. */
    String credentialForm() {
        return credentialForm;
    }
}
