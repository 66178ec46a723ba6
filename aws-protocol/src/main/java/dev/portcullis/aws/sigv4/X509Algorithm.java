// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.util.Arrays;
import java.util.Optional;

/** What a certificate's key signs with; requests name it. */
public enum X509Algorithm {
    /** RSA, PKCS#1 v1.5. */
    RSA("AWS4-X509-RSA-SHA256", "RSA", "SHA256withRSA"),
    /** ECDSA, the signature in DER. */
    ECDSA("AWS4-X509-ECDSA-SHA256", "EC", "SHA256withECDSA");

    /** How the names of all such algorithms start, known or not. */
    static final String PREFIX = "AWS4-X509-";

    private final String text;
    private final String keyAlgorithm;
    private final String jcaName;

    X509Algorithm(String text, String keyAlgorithm, String jcaName) {
        this.text = text;
        this.keyAlgorithm = keyAlgorithm;
        this.jcaName = jcaName;
    }

    static Optional<X509Algorithm> named(String text) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.text.equals(text))
                .findFirst();
    }

    /** The one for a kind of key, as JCA names it. */
    static Optional<X509Algorithm> ofKey(String keyAlgorithm) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.keyAlgorithm.equals(keyAlgorithm))
                .findFirst();
    }

    /** The name as it stands in requests. */
    public String text() {
        return text;
    }

    /** The kind of key that it takes, as JCA names it. */
    String keyAlgorithm() {
        return keyAlgorithm;
    }

    String jcaName() {
        return jcaName;
    }
}
