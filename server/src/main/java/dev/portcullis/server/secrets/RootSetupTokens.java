// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The secrets in one-time links that set a root password, sealed so that only this server's master key makes one. What a token says is
 * bound to the state of the root user that it was made for: once that has changed, nobody takes the token any more. Thread-safe.
 */
public final class RootSetupTokens {
    private static final Binding BINDING = Binding.of("root-setup");
    private static final String SEPARATOR = "\n";
    private static final int PARTS = 4;
    private static final int MOST_CHARACTERS = 320;

    private final Sealer sealer;

    public RootSetupTokens(Sealer sealer) {
        this.sealer = sealer;
    }

    /**
     * What a token says.
     *
     * @param account whose root user sets a password
     * @param rootEpoch the root user's session epoch for which it counts
     * @param passwordId the password that the root user has; empty for none
     * @param expiresAt until when it counts, in whole seconds
     */
    public record Content(String account, int rootEpoch, Optional<String> passwordId, Instant expiresAt) {}

    /** The token in URL-safe Base64. */
    public String seal(Content content, Instant now) {
        var text = String.join(
                SEPARATOR,
                content.account(),
                Integer.toString(content.rootEpoch()),
                content.passwordId().orElse(""),
                Long.toString(content.expiresAt().getEpochSecond()));
        var sealed = sealer.seal(Purpose.SIGN_IN, BINDING, text.getBytes(StandardCharsets.UTF_8), now);
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
        return sealer.open(Purpose.SIGN_IN, BINDING, sealed, now)
                .map(RootSetupTokens::read)
                .filter(content -> now.isBefore(content.expiresAt()));
    }

    private static Content read(byte[] bytes) {
        var parts = new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, PARTS);
        return new Content(
                parts[0],
                Integer.parseInt(parts[1]),
                Optional.of(parts[2]).filter(id -> !id.isEmpty()),
                Instant.ofEpochSecond(Long.parseLong(parts[3])));
    }
}
