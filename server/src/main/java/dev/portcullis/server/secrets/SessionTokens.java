// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Session tokens: the sealed, packed {@link SessionClaims} of a session, which is kept nowhere else. The session's secret access key is
 * not in the token; it is derived from access key id and session id under a key of its own. Thread-safe.
 *
 * <p>The sealed content is a two-byte length, the claims in Deflate, and zeros up to a multiple of three bytes (and to a smallest
 * size asked for), so that the Base64 text has neither padding nor spare bits and each token has one spelling.
 */
public final class SessionTokens {
    /** The most characters of a token. */
    public static final int MOST_CHARACTERS = 4_096;

    /** More than fifty of the longest tags with the longest policy need. */
    private static final int MOST_CLAIMS_BYTES = 128 * 1_024;

    private static final int LENGTH_BYTES = Short.BYTES;
    private static final int MOST_PACKED_BYTES = MOST_CHARACTERS / 4 * 3 - Sealer.OVERHEAD - LENGTH_BYTES;
    private static final byte[] SECRET_LABEL = "session secret 1 ".getBytes(StandardCharsets.US_ASCII);
    private static final int SESSION_ID_BYTES = 16;

    private static final OpenedSession UNREADABLE = new OpenedSession.Invalid(OpenedSession.Reason.UNREADABLE);

    /** About what the tokens in the cache may take, in bytes, and one of them besides its texts. */
    private static final long MOST_WEIGHT = 32L * 1_024 * 1_024;

    private static final int WEIGHT_OF_ENTRY = 1_000;

    private final KeyRing keys;
    private final Sealer sealer;
    private final RandomSource random;
    private final Cache<Fingerprint, Known> opened = Caffeine.newBuilder()
            .maximumWeight(MOST_WEIGHT)
            .weigher((Fingerprint fingerprint, Known known) -> known.weight())
            .build();

    /** A token that was opened and found ours. */
    private record Known(SessionClaims claims, Secret secretAccessKey, int weight) {}

    public SessionTokens(KeyRing keys, RandomSource random) {
        this.keys = keys;
        this.sealer = new Sealer(keys, random);
        this.random = random;
    }

    /** A new session id: 32 hexadecimal digits, 128 random bits. */
    public String newSessionId() {
        return HexFormat.of().formatHex(random.bytes(SESSION_ID_BYTES));
    }

    /** Issues the session. */
    public IssuedSession issue(SessionClaims claims) {
        return issue(claims, 0);
    }

    /** Issues the session with a token of at least that many characters, 0 to {@link #MOST_CHARACTERS}. */
    public IssuedSession issue(SessionClaims claims, int leastCharacters) {
        byte[] plain = ClaimsWriter.write(claims);
        byte[] packed = Packing.pack(plain);
        int percent = packedPolicyPercent(claims, packed.length);
        if (packed.length > MOST_PACKED_BYTES || plain.length > MOST_CLAIMS_BYTES) {
            return new IssuedSession.PackedPolicyTooLarge(Math.max(percent, 101));
        }
        byte[] sealed =
                sealer.seal(Purpose.SESSION_TOKEN, Binding.NONE, padded(packed, leastCharacters), claims.issuedAt());
        String token = Base64.getEncoder().encodeToString(sealed);
        return new IssuedSession.Issued(token, secretOf(claims, keys.current()), percent);
    }

    /**
     * Opens the token of a request that names this access key id. Never throws, whatever the token; works within a few times
     * the size of a token, and unpacks only what is proven ours. What has been opened is remembered for a while, by the token's
     * digest and within a fixed bound; key id and expiry are judged each time.
     */
    public OpenedSession open(String token, String accessKeyId, Instant now) {
        if (token.length() > MOST_CHARACTERS) {
            return UNREADABLE;
        }
        Fingerprint fingerprint = Fingerprint.of(token);
        Known known = opened.getIfPresent(fingerprint);
        if (known == null) {
            known = read(token, now).orElse(null);
            if (known == null) {
                return UNREADABLE;
            }
            opened.put(fingerprint, known);
        }
        return judge(known, accessKeyId, now);
    }

    private Optional<Known> read(String token, Instant now) {
        return decode(token)
                .flatMap(bytes -> sealer.open(Purpose.SESSION_TOKEN, Binding.NONE, bytes, now)
                        .flatMap(SessionTokens::unpadded)
                        .flatMap(packed -> Packing.unpack(packed, MOST_CLAIMS_BYTES))
                        .flatMap(plain -> ClaimsReader.read(plain).map(claims -> {
                            MasterKey master = sealer.masterOf(bytes).orElseThrow();
                            return new Known(claims, secretOf(claims, master), WEIGHT_OF_ENTRY + 2 * plain.length);
                        })));
    }

    private static OpenedSession judge(Known known, String accessKeyId, Instant now) {
        SessionClaims claims = known.claims();
        if (!claims.accessKeyId().equals(accessKeyId)) {
            return new OpenedSession.Invalid(OpenedSession.Reason.OTHER_ACCESS_KEY);
        }
        return claims.isExpiredAt(now)
                ? new OpenedSession.Expired(claims)
                : new OpenedSession.Valid(claims, known.secretAccessKey());
    }

    /** The share of the room left by everything else that policies and tags take, rounded up. */
    private static int packedPolicyPercent(SessionClaims claims, int packedLength) {
        if (claims.policies().isEmpty() && claims.tags().isEmpty()) {
            return 0;
        }
        int bareLength = Packing.pack(ClaimsWriter.write(claims.bare())).length;
        int room = Math.max(1, MOST_PACKED_BYTES - bareLength);
        return Math.max(1, Math.ceilDiv(100 * (packedLength - bareLength), room));
    }

    private static byte[] padded(byte[] packed, int leastCharacters) {
        int leastSealed = Math.ceilDiv(Math.min(leastCharacters, MOST_CHARACTERS), 4) * 3;
        int sealed = Math.max(leastSealed, Math.ceilDiv(Sealer.OVERHEAD + LENGTH_BYTES + packed.length, 3) * 3);
        return ByteBuffer.allocate(sealed - Sealer.OVERHEAD)
                .putShort((short) packed.length)
                .put(packed)
                .array();
    }

    private static Optional<byte[]> unpadded(byte[] content) {
        if (content.length < LENGTH_BYTES) {
            return Optional.empty();
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(content).getShort());
        return length > content.length - LENGTH_BYTES
                ? Optional.empty()
                : Optional.of(Arrays.copyOfRange(content, LENGTH_BYTES, LENGTH_BYTES + length));
    }

    private static Optional<byte[]> decode(String token) {
        if (token.length() % 4 != 0 || token.endsWith("=")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(token));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Secret secretOf(SessionClaims claims, MasterKey master) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(keys.sessionSecretKey(master));
            mac.update(SECRET_LABEL);
            mac.update(claims.accessKeyId().getBytes(StandardCharsets.US_ASCII));
            mac.update(HexFormat.of().parseHex(claims.sessionId()));
            return SecretAccessKeys.of(Arrays.copyOf(mac.doFinal(), SecretAccessKeys.BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The Java runtime has no HMAC-SHA256", e);
        }
    }
}
