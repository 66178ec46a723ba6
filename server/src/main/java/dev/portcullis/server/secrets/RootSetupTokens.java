// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.time.Instant;
import java.util.Optional;

/**
 * The secrets in one-time links that set a root password, sealed so that only this server's master key makes one. What a token says is
 * bound to the state of the root user that it was made for: once that has changed, nobody takes the token any more. Thread-safe.
 */
public final class RootSetupTokens {
    private static final Binding BINDING = Binding.of("root-setup");
    private static final int MOST_CHARACTERS = 320;

    private final SealedTokens tokens;

    public RootSetupTokens(Sealer sealer) {
        this.tokens = new SealedTokens(sealer, Purpose.SIGN_IN, MOST_CHARACTERS);
    }

    /**
     * What a token says.
     *
     * @param account whose root user sets a password
     * @param rootEpoch the root user's session epoch for which it counts
     * @param passwordId the password that the root user has; empty for none
     * @param expiresAt until when it counts, in whole seconds
     */
    public record Content(String account, int rootEpoch, Optional<String> passwordId, Instant expiresAt) {
        private static final int FIELDS = 4;

        private String text() {
            return String.join(
                    "\n",
                    account,
                    Integer.toString(rootEpoch),
                    passwordId.orElse(""),
                    Long.toString(expiresAt.getEpochSecond()));
        }

        private static Content parse(String text) {
            var fields = text.split("\n", FIELDS);
            return new Content(
                    fields[0],
                    Integer.parseInt(fields[1]),
                    Optional.of(fields[2]).filter(id -> !id.isEmpty()),
                    Instant.ofEpochSecond(Long.parseLong(fields[3])));
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
