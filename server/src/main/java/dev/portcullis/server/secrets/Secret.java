// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that must not be seen: it prints as {@code Secret[redacted]}, compares in constant time, and gives its content only
 * through {@link #reveal()} and {@link #revealText()}, whose callers are few and known. Immutable.
 */
public final class Secret {
    private final byte[] content;

    private Secret(byte[] content) {
        this.content = content;
    }

    /** A secret of these bytes, which are copied. */
    public static Secret of(byte[] content) {
        return new Secret(content.clone());
    }

    /** A secret of this text, kept as UTF-8. */
    public static Secret ofText(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The content itself, as a copy that the caller may wipe. */
    public byte[] reveal() {
        return content.clone();
    }

    /** The content itself, read as UTF-8. */
    public String revealText() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(content, secret.content);
    }

    /** The same for all secrets, so that a hash never tells one from another; secrets are not meant as keys of a map. */
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
