// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Tokens of one purpose: what they say, sealed, in URL-safe Base64 without padding. A token opens only for the purpose and the binding that it was
 * made for, and has one spelling. Thread-safe.
 */
public final class SealedTokens {
    private final Sealer sealer;
    private final Purpose purpose;
    private final int mostCharacters;

    /** @param mostCharacters whatever is longer is no token, and is not looked at */
    public SealedTokens(Sealer sealer, Purpose purpose, int mostCharacters) {
        this.sealer = sealer;
        this.purpose = purpose;
        this.mostCharacters = mostCharacters;
    }

    /** A token that says this. */
    public String seal(Binding binding, String content, Instant now) {
        return sealBytes(binding, content.getBytes(StandardCharsets.UTF_8), now);
    }

    String sealBytes(Binding binding, byte[] content, Instant now) {
        return encoded(sealer.seal(purpose, binding, content, now));
    }

    /** What a token says; empty for any other text. Never throws. */
    public Optional<String> open(Binding binding, String token, Instant now) {
        return openBytes(binding, token, now).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    Optional<byte[]> openBytes(Binding binding, String token, Instant now) {
        return token.length() > mostCharacters
                ? Optional.empty()
                : decoded(token).flatMap(bytes -> sealer.open(purpose, binding, bytes, now));
    }

    private static Optional<byte[]> decoded(String token) {
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            return encoded(bytes).equals(token) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
