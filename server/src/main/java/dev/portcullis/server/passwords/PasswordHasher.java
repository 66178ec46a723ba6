// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.error.ApiError.Throttling;
import dev.portcullis.server.secrets.RandomSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with 19 MiB, two passes and one lane, the first choice of OWASP's Password Storage Cheat Sheet, written as PHC strings.
 * As many hashes are worked out at one time as there are processors; the others wait their turn, and are refused after ten seconds.
 * Thread-safe.
 */
public final class PasswordHasher {
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_LENGTH = 16;
    private static final int HASH_LENGTH = 32;
    private static final int PARTS = 6;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final RandomSource random;
    private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    public PasswordHasher(RandomSource random) {
        this.random = random;
    }

    /**
     * The hash of a password, with a new salt.
     *
     * @throws dev.portcullis.server.error.ApiException {@code Throttling}, if too many wait
     */
    String hash(String password) {
        var salt = random.bytes(SALT_LENGTH);
        var hash = inTurn(() -> argon2(password, new Cost(MEMORY_KIB, PASSES, LANES), salt, HASH_LENGTH));
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(MEMORY_KIB, PASSES, LANES, encoded(salt), encoded(hash));
    }

    /**
     * Whether a hash is that of the password.
     *
     * @throws dev.portcullis.server.error.ApiException {@code Throttling}, if too many wait
     */
    boolean matches(String password, String hash) {
        var parts = hash.split("\\$", -1);
        if (parts.length != PARTS || !parts[1].equals("argon2id")) {
            throw new IllegalArgumentException("not a hash that this server made");
        }
        var cost = Cost.parse(parts[3]);
        var salt = Base64.getDecoder().decode(parts[4]);
        var expected = Base64.getDecoder().decode(parts[5]);
        return MessageDigest.isEqual(expected, inTurn(() -> argon2(password, cost, salt, expected.length)));
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Throttling("Rate exceeded").asException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to hash a password", e);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private static byte[] argon2(String password, Cost cost, byte[] salt, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        var bytes = password.getBytes(StandardCharsets.UTF_8);
        var hash = new byte[length];
        generator.generateBytes(bytes, hash);
        Arrays.fill(bytes, (byte) 0);
        return hash;
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What a hash costs: {@code m=19456,t=2,p=1}. */
    private record Cost(int memoryKib, int passes, int lanes) {
        static Cost parse(String text) {
            var values = Arrays.stream(text.split(",", -1))
                    .map(part -> part.substring(2))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Cost(values[0], values[1], values[2]);
        }
    }
}
