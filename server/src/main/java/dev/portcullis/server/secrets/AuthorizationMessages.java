// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Encoded authorization messages: the account of a denial in JSON, sealed for the account whose administrators may decode it.
 * One opens for thirty days. Thread-safe.
 */
public final class AuthorizationMessages {
    /** The most characters that {@code sts:DecodeAuthorizationMessage} takes. */
    public static final int MOST_CHARACTERS = 10_240;

    private static final int MOST_JSON_BYTES = 256 * 1_024;

    private final SealedTokens tokens;

    public AuthorizationMessages(Sealer sealer) {
        this.tokens = new SealedTokens(sealer, Purpose.AUTHORIZATION_MESSAGE, MOST_CHARACTERS);
    }

    /** The message in URL-safe Base64; empty if it would be longer than {@link #MOST_CHARACTERS}. */
    public Optional<String> seal(String account, String json, Instant now) {
        byte[] plain = json.getBytes(StandardCharsets.UTF_8);
        if (plain.length > MOST_JSON_BYTES) {
            return Optional.empty();
        }
        String text = tokens.sealBytes(Binding.of(account), Packing.pack(plain), now);
        return Optional.of(text).filter(message -> message.length() <= MOST_CHARACTERS);
    }

    /** The JSON of a message that was sealed for this account; empty for anything else. Never throws. */
    public Optional<String> open(String account, String message, Instant now) {
        return tokens.openBytes(Binding.of(account), message, now)
                .flatMap(packed -> Packing.unpack(packed, MOST_JSON_BYTES))
                .map(plain -> new String(plain, StandardCharsets.UTF_8));
    }
}
