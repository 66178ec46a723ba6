// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The tokens with which an agent joins as an instance, sealed so that only this server's master key makes one. A token is kept nowhere: it
 * counts for the instance as long as no agent has joined since it was made, so that each can be used once. Thread-safe.
 */
public final class JoinTokens {
    private static final Binding BINDING = Binding.of("join");
    private static final String SEPARATOR = "\n";
    private static final int PARTS = 5;
    private static final int MOST_CHARACTERS = 512;

    private final Sealer sealer;

    public JoinTokens(Sealer sealer) {
        this.sealer = sealer;
    }

    /**
     * What a token says.
     *
     * @param agentEpoch how many agents had joined as the instance, or been shut out, when the token was made
     * @param expiresAt until when it counts, in whole seconds
     */
    public record Content(String account, String region, String instanceId, int agentEpoch, Instant expiresAt) {}

    /** The token in URL-safe Base64. */
    public String seal(Content content, Instant now) {
        var text = String.join(
                SEPARATOR,
                content.account(),
                content.region(),
                content.instanceId(),
                Integer.toString(content.agentEpoch()),
                Long.toString(content.expiresAt().getEpochSecond()));
        var sealed = sealer.seal(Purpose.JOIN_TOKEN, BINDING, text.getBytes(StandardCharsets.UTF_8), now);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** What a token says that has not expired; empty for any other text. Never throws. */
    public Optional<Content> open(String token, Instant now) {
        if (token.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return sealer.open(Purpose.JOIN_TOKEN, BINDING, sealed, now)
                .map(JoinTokens::read)
                .filter(content -> now.isBefore(content.expiresAt()));
    }

    private static Content read(byte[] bytes) {
        var parts = new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, PARTS);
        return new Content(
                parts[0],
                parts[1],
                parts[2],
                Integer.parseInt(parts[3]),
                Instant.ofEpochSecond(Long.parseLong(parts[4])));
    }
}
