// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import dev.portcullis.server.secrets.Binding;
import dev.portcullis.server.secrets.Purpose;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.storage.OnceLedger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Challenges, which authenticators sign. Nothing is kept of one until it is answered: it is itself sealed, for what it was made for and with
 * the time at which it ends. An answered one is remembered until then, so that it counts once. Thread-safe.
 */
final class Challenges {
    static final Duration LIFE = Duration.ofMinutes(5);
    private static final String PURPOSE = "passkey";
    private static final int RANDOM_BYTES = 16;
    private static final int LENGTH = RANDOM_BYTES + Long.BYTES;

    private final Sealer sealer;
    private final RandomSource random;
    private final OnceLedger used;

    Challenges(Sealer sealer, RandomSource random, OnceLedger used) {
        this.sealer = sealer;
        this.random = random;
        this.used = used;
    }

    /** What a challenge is made for. One that was made for something else does not count. */
    sealed interface Use {
        /** A user's or root's registration of one more passkey. */
        record Registration(String account, String ownerId) implements Use {}

        /** The second factor of a user or root. */
        record SecondFactor(String account, String ownerId) implements Use {}

        /** Sign-in by a passkey alone, of whoever has it. */
        record Alone() implements Use {}

        private Binding at(Site site) {
            return switch (this) {
                case Registration(var account, var ownerId) ->
                    Binding.of("passkey registration", site.origin(), account, ownerId);
                case SecondFactor(var account, var ownerId) ->
                    Binding.of("passkey as second factor", site.origin(), account, ownerId);
                case Alone() -> Binding.of("passkey alone", site.origin());
            };
        }
    }

    byte[] draw(Use use, Site site, Instant now) {
        var content = ByteBuffer.allocate(LENGTH)
                .put(random.bytes(RANDOM_BYTES))
                .putLong(now.plus(LIFE).getEpochSecond())
                .array();
        return sealer.seal(Purpose.SIGN_IN, use.at(site), content, now);
    }

    /** Whether a challenge was made here for that, and not too long ago. */
    boolean isGood(byte[] challenge, Use use, Site site, Instant now) {
        return sealer.open(Purpose.SIGN_IN, use.at(site), challenge, now)
                .filter(content -> content.length == LENGTH)
                .filter(content ->
                        now.getEpochSecond() <= ByteBuffer.wrap(content).getLong(RANDOM_BYTES))
                .isPresent();
    }

    /** Uses a good challenge up. @return false if somebody has done so before */
    boolean use(byte[] challenge, Instant now) {
        var remembered = now.plus(LIFE).plusSeconds(1); // it ends earlier by itself
        return used.claim(PURPOSE, hash(challenge), remembered);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }
}
