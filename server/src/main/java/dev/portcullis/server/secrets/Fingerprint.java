// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 digest of a text, in four parts: stands for a session token as the key of a cache. */
public record Fingerprint(long first, long second, long third, long fourth) {
    /** The fingerprint of a text in UTF-8. */
    public static Fingerprint of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            var parts = ByteBuffer.wrap(digest).asLongBuffer();
            return new Fingerprint(parts.get(), parts.get(), parts.get(), parts.get());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Fingerprint[redacted]";
    }
}
