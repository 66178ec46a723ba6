// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealedTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(60);
    private static final Binding HERE = Binding.of("here");

    private final RandomSource random = RandomSource.secure();
    private final Sealer sealer = new Sealer(KeyRing.of(MasterKey.generate(random)), random);
    private final SealedTokens tokens = new SealedTokens(sealer, Purpose.SIGN_IN, 80);

    @Test
    void aTokenSaysWhatWasSealed() {
        assertThat(tokens.open(HERE, tokens.seal(HERE, "ümlaut\n", NOW), NOW)).contains("ümlaut\n");
    }

    @Test
    void aTokenOpensForItsOwnPurposeAndBindingOnly() {
        var token = tokens.seal(HERE, "text", NOW);
        assertThat(tokens.open(Binding.of("there"), token, NOW)).isEmpty();
        assertThat(new SealedTokens(sealer, Purpose.JOIN_TOKEN, 80).open(HERE, token, NOW))
                .isEmpty();
    }

    @Test
    void aTokenHasOneSpelling() {
        var token = tokens.seal(HERE, "text", NOW); // 40 bytes in 54 characters leave four bits over
        char last = token.charAt(token.length() - 1);
        assertThat(tokens.open(HERE, token.substring(0, token.length() - 1) + (char) (last + 1), NOW))
                .isEmpty();
        assertThat(tokens.open(HERE, token + "==", NOW)).isEmpty();
        assertThat(tokens.open(HERE, token + "!", NOW)).isEmpty();
    }

    @Test
    void whatIsTooLongIsNoToken() {
        assertThat(tokens.open(HERE, tokens.seal(HERE, "x".repeat(24), NOW), NOW))
                .isPresent();
        assertThat(tokens.open(HERE, tokens.seal(HERE, "x".repeat(25), NOW), NOW))
                .isEmpty();
    }

    @Test
    void tokensOfOneKindAreNoneOfAnother() {
        var joins = new JoinTokens(sealer);
        var links = new RootSetupTokens(sealer);
        var join = new JoinTokens.Content("123456789012", "us-east-1", "i-0123456789abcdef0", 1, SOON);
        var link = new RootSetupTokens.Content("123456789012", 1, Optional.empty(), SOON);
        assertThat(joins.open(joins.seal(join, NOW), NOW)).contains(join);
        assertThat(links.open(links.seal(link, NOW), NOW)).contains(link);
        assertThat(joins.open(links.seal(link, NOW), NOW)).isEmpty();
        assertThat(links.open(joins.seal(join, NOW), NOW)).isEmpty();
        assertThat(joins.open(joins.seal(join, NOW), SOON)).isEmpty();
        assertThat(links.open(links.seal(link, NOW), SOON)).isEmpty();
    }
}
