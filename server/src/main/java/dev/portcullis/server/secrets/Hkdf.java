// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF with SHA-256, extract and expand in one step (RFC 5869, section 2). */
final class Hkdf {
    private Hkdf() {}

    /**
     * Derives {@code length} bytes (at most 255 × 32) from the input key material. An empty salt is the RFC's default salt of
     * 32 zero bytes.
     */
    static byte[] derive(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
        try {
            var extract = HKDFParameterSpec.ofExtract().addIKM(keyMaterial);
            if (salt.length > 0) {
                extract.addSalt(salt);
            }
            return KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The Java runtime has no HKDF-SHA256", e);
        }
    }
}
