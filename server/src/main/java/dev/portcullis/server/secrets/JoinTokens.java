// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.time.Instant;
import java.util.Optional;

/**
 * The tokens with which an agent joins as an instance, sealed so that only this server's master key makes one. A token is kept nowhere: it
 * counts for the instance as long as no agent has joined since it was made, so that each can be used once. Thread-safe.
 */
public final class JoinTokens {
    private static final Binding BINDING = Binding.of("join");
    private static final int MOST_CHARACTERS = 512;

    private final SealedTokens tokens;

    public JoinTokens(Sealer sealer) {
        this.tokens = new SealedTokens(sealer, Purpose.JOIN_TOKEN, MOST_CHARACTERS);
    }

    /**
     * What a token says.
     *
     * @param agentEpoch how many agents had joined as the instance, or been shut out, when the token was made
     * @param expiresAt until when it counts, in whole seconds
     */
    public record Content(String account, String region, String instanceId, int agentEpoch, Instant expiresAt) {
        private static final int FIELDS = 5;

        private String text() {
            return String.join(
                    "\n",
                    account,
                    region,
                    instanceId,
                    Integer.toString(agentEpoch),
                    Long.toString(expiresAt.getEpochSecond()));
        }

        private static Content parse(String text) {
            var fields = text.split("\n", FIELDS);
            return new Content(
                    fields[0],
                    fields[1],
                    fields[2],
                    Integer.parseInt(fields[3]),
                    Instant.ofEpochSecond(Long.parseLong(fields[4])));
        }
    }

    /** The token in URL-safe Base64. */
    public String seal(Content content, Instant now) {
        return tokens.seal(BINDING, content.text(), now);
    }

    /** What a token says that has not expired; empty for any other text. Never throws. */
    public Optional<Content> open(String token, Instant now) {
        return tokens.open(BINDING, token, now)
                .map(Content::parse)
                .filter(content -> now.isBefore(content.expiresAt()));
    }
}
