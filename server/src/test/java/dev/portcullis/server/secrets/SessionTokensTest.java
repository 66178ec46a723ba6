// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static dev.portcullis.server.secrets.SampleSessions.NOON;
import static dev.portcullis.server.secrets.SampleSessions.plain;
import static dev.portcullis.server.secrets.SampleSessions.rich;
import static dev.portcullis.server.secrets.SampleSessions.token;
import static dev.portcullis.server.secrets.SampleSessions.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.secrets.IssuedSession.Issued;
import dev.portcullis.server.secrets.IssuedSession.PackedPolicyTooLarge;
import dev.portcullis.server.secrets.OpenedSession.Expired;
import dev.portcullis.server.secrets.OpenedSession.Invalid;
import dev.portcullis.server.secrets.OpenedSession.Reason;
import dev.portcullis.server.secrets.OpenedSession.Valid;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
    private final SessionTokens tokens = tokens(1);

    @Test
    void opensWhatItIssued() {
        for (SessionClaims claims : List.of(plain(1), rich(2), root(3), user(4))) {
            assertThat(tokens.issue(claims)).isInstanceOfSatisfying(Issued.class, issued -> {
                assertThat(issued.secretAccessKey().revealText()).matches("[A-Za-z0-9+/]{40}");
                assertThat(issued.token()).matches("[A-Za-z0-9+/]{1,4096}");
                assertThat(tokens.open(issued.token(), claims.accessKeyId(), NOON))
                        .isEqualTo(new Valid(claims, issued.secretAccessKey()));
            });
        }
    }

    @Test
    void aPlainRoleSessionHasAShortToken() {
        assertThat(token(tokens, plain(1))).hasSizeLessThan(250);
    }

    @Test
    void abuseCase6ASwappedTokenIsRefused() {
        String own = token(tokens, plain(1));
        String other = token(tokens, plain(2));

        assertThat(tokens.open(other, plain(1).accessKeyId(), NOON)).isEqualTo(new Invalid(Reason.OTHER_ACCESS_KEY));
        assertThat(tokens.open(own, plain(2).accessKeyId(), NOON)).isEqualTo(new Invalid(Reason.OTHER_ACCESS_KEY));
        assertThat(tokens.open(own, "", NOON)).isEqualTo(new Invalid(Reason.OTHER_ACCESS_KEY));
    }

    @Test
    void whatWasOpenedBeforeIsJudgedAnew() {
        String token = token(tokens, plain(1));
        for (int i = 0; i < 2; i++) {
            assertThat(tokens.open(token, plain(1).accessKeyId(), NOON)).isInstanceOf(Valid.class);
            assertThat(tokens.open(token, plain(2).accessKeyId(), NOON))
                    .isEqualTo(new Invalid(Reason.OTHER_ACCESS_KEY));
            assertThat(tokens.open(token, plain(1).accessKeyId(), plain(1).expiresAt()))
                    .isEqualTo(new Expired(plain(1)));
            assertThat(tokens.open(token + "AAAA", plain(1).accessKeyId(), NOON))
                    .isEqualTo(new Invalid(Reason.UNREADABLE));
        }
    }

    @Test
    void twoSessionsOfTheSameKeyIdHaveDifferentSecrets() {
        SessionClaims first = plain(1);
        SessionClaims second = withSessionId(first, "0".repeat(32));

        assertThat(secret(first)).isNotEqualTo(secret(second));
        assertThat(secret(first)).isEqualTo(secret(first));
    }

    @Test
    void anExpiredTokenIsToldExpired() {
        String token = token(tokens, plain(1));
        Instant end = plain(1).expiresAt();

        assertThat(tokens.open(token, plain(1).accessKeyId(), end.minusNanos(1)))
                .isInstanceOf(Valid.class);
        assertThat(tokens.open(token, plain(1).accessKeyId(), end)).isEqualTo(new Expired(plain(1)));
        assertThat(tokens.open(token, plain(1).accessKeyId(), end.plusSeconds(20 * 86_400)))
                .isEqualTo(new Expired(plain(1)));
        assertThat(tokens(1).open(token, plain(1).accessKeyId(), end.plusSeconds(31 * 86_400)))
                .isEqualTo(new Invalid(Reason.UNREADABLE));
    }

    @Test
    void theLongestSessionOpensOverTwoMidnights() {
        Instant late = Instant.parse("2026-11-22T23:59:59Z");
        SessionClaims claims = lasting(late, 129_600);
        String token = token(tokens, claims);

        assertThat(tokens.open(token, claims.accessKeyId(), late.plusSeconds(129_599)))
                .isInstanceOf(Valid.class);
        assertThat(tokens.open(token, claims.accessKeyId(), late.minusSeconds(3)))
                .as("another node's clock is a little behind")
                .isInstanceOf(Valid.class);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        String token = token(tokens, plain(1));
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < token.length(); i++) {
            for (int bit = 0; bit < 6; bit++) {
                char flipped = alphabet.charAt(alphabet.indexOf(token.charAt(i)) ^ (1 << bit));
                String altered = token.substring(0, i) + flipped + token.substring(i + 1);
                assertThat(tokens.open(altered, plain(1).accessKeyId(), NOON))
                        .as("character %d, bit %d", i, bit)
                        .isEqualTo(new Invalid(Reason.UNREADABLE));
            }
        }
    }

    @Test
    void everyOtherSpellingIsRefused() {
        String token = token(tokens, plain(1));
        for (String other : List.of(
                token + "=",
                token + "====",
                token + "AAAA",
                token + "\n",
                " " + token,
                token.substring(4),
                token.toLowerCase(java.util.Locale.ROOT))) {
            assertThat(tokens.open(other, plain(1).accessKeyId(), NOON)).isEqualTo(new Invalid(Reason.UNREADABLE));
        }
        for (int end = 0; end < token.length(); end++) {
            assertThat(tokens.open(token.substring(0, end), plain(1).accessKeyId(), NOON))
                    .isEqualTo(new Invalid(Reason.UNREADABLE));
        }
    }

    @Test
    void anotherServersTokenIsRefused() {
        assertThat(tokens.open(token(tokens(2), plain(1)), plain(1).accessKeyId(), NOON))
                .isEqualTo(new Invalid(Reason.UNREADABLE));
    }

    @Test
    void tokensOutliveTheRotationOfTheMasterKey() {
        MasterKey before = MasterKey.generate(SampleSessions.seeded(1));
        MasterKey after = MasterKey.generate(SampleSessions.seeded(2));
        var issued = (Issued) new SessionTokens(KeyRing.of(before), SampleSessions.seeded(3)).issue(plain(1));
        var rotated = new SessionTokens(KeyRing.of(after, before), SampleSessions.seeded(4));

        assertThat(rotated.open(issued.token(), plain(1).accessKeyId(), NOON))
                .isEqualTo(new Valid(plain(1), issued.secretAccessKey()));
        assertThat(rotated.issue(plain(1))).isNotEqualTo(issued);
    }

    @Test
    void garbageIsInvalidWhateverItIs() {
        var random = new Random(47);
        for (int i = 0; i < 20_000; i++) {
            String garbage = garbage(random);
            assertThat(tokens.open(garbage, plain(1).accessKeyId(), NOON))
                    .as(garbage)
                    .isEqualTo(new Invalid(Reason.UNREADABLE));
        }
    }

    @Test
    void packedPolicySizeGrowsWithWhatIsPassed() {
        int none = percent(plain(1));
        int small = percent(withTags(plain(1), 1, 10));
        int larger = percent(withTags(plain(1), 20, 40));

        assertThat(none).isZero();
        assertThat(small).isBetween(1, 5);
        assertThat(larger).isGreaterThan(small).isLessThan(100);
    }

    @Test
    void theLimitIsExactlyTheLongestToken() {
        int length = 1;
        while (tokens.issue(withTags(plain(1), 10, length)) instanceof Issued(var token, var _, var percent)) {
            assertThat(token.length()).isLessThanOrEqualTo(SessionTokens.MOST_CHARACTERS);
            assertThat(percent).isLessThanOrEqualTo(100);
            length++;
        }
        var last = (Issued) tokens.issue(withTags(plain(1), 10, length - 1));
        assertThat(last.packedPolicyPercent()).isGreaterThanOrEqualTo(99);
        assertThat(last.token()).hasSizeGreaterThan(4_060);
        assertThat(tokens.open(last.token(), plain(1).accessKeyId(), NOON)).isInstanceOf(Valid.class);
        assertThat(tokens.issue(withTags(plain(1), 10, length)))
                .isInstanceOfSatisfying(
                        PackedPolicyTooLarge.class,
                        large -> assertThat(large.percent()).isBetween(101, 105));
    }

    @Test
    void whatPacksWellButWouldUnpackToTooMuchIsTooLargeToo() {
        var claims = withPolicy(plain(1), "a".repeat(200_000));

        assertThat(tokens.issue(claims))
                .isInstanceOfSatisfying(
                        PackedPolicyTooLarge.class,
                        large -> assertThat(large.percent()).isGreaterThan(100));
    }

    @Test
    void theLongestPolicyFitsEasily() {
        var statements = new StringBuilder("{\"Version\":\"2012-10-17\",\"Statement\":[");
        for (int i = 0; statements.length() < 1_900; i++) {
            statements
                    .append("{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket-")
                    .append(i * 7919)
                    .append("/home/*\"},");
        }
        var claims = withPolicy(plain(1), statements.append("{}]}").toString());

        assertThat(percent(claims)).isLessThan(20);
    }

    @Test
    void aTokenCanBePaddedToASize() {
        for (int least : List.of(1, 500, 501, 4_095, 4_096)) {
            var issued = (Issued) tokens.issue(plain(1), least);
            assertThat(issued.token().length()).isBetween(least, SessionTokens.MOST_CHARACTERS);
            assertThat(tokens.open(issued.token(), plain(1).accessKeyId(), NOON))
                    .isInstanceOf(Valid.class);
        }
    }

    @Test
    void nothingSecretIsPrinted() {
        var issued = (Issued) tokens.issue(plain(1));

        assertThat(issued.toString())
                .doesNotContain(issued.token(), issued.secretAccessKey().revealText());
        assertThat(tokens.open(issued.token(), plain(1).accessKeyId(), NOON).toString())
                .doesNotContain(issued.secretAccessKey().revealText());
    }

    private static String garbage(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length > 8 && random.nextBoolean()) { // near miss: the header of today's tokens
            byte[] header = java.util.Base64.getDecoder().decode(token(tokens(1), plain(1)));
            System.arraycopy(header, 0, bytes, 0, 8);
        }
        return random.nextInt(4) == 0
                ? new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                : java.util.Base64.getEncoder().encodeToString(bytes);
    }

    private Secret secret(SessionClaims claims) {
        return ((Issued) tokens.issue(claims)).secretAccessKey();
    }

    private int percent(SessionClaims claims) {
        return ((Issued) tokens.issue(claims)).packedPolicyPercent();
    }

    private static SessionClaims root(long seed) {
        return withSubject(plain(seed), new SessionSubject.Root(SampleSessions.ACCOUNT));
    }

    private static SessionClaims user(long seed) {
        return withSubject(plain(seed), new SessionSubject.User("AIDAEXAMPLEEXAMPLE234"));
    }

    private static SessionClaims withSubject(SessionClaims c, SessionSubject subject) {
        return new SessionClaims(
                subject,
                c.accessKeyId(),
                c.sessionId(),
                0,
                c.issuedAt(),
                c.expiresAt(),
                c.policies(),
                c.tags(),
                c.origin(),
                c.context());
    }

    private static SessionClaims withSessionId(SessionClaims c, String id) {
        return new SessionClaims(
                c.subject(),
                c.accessKeyId(),
                id,
                0,
                c.issuedAt(),
                c.expiresAt(),
                c.policies(),
                c.tags(),
                c.origin(),
                c.context());
    }

    private static SessionClaims lasting(Instant from, long seconds) {
        SessionClaims c = plain(1);
        return new SessionClaims(
                c.subject(),
                c.accessKeyId(),
                c.sessionId(),
                0,
                from,
                from.plusSeconds(seconds),
                c.policies(),
                c.tags(),
                c.origin(),
                c.context());
    }

    private static SessionClaims withPolicy(SessionClaims c, String policy) {
        return new SessionClaims(
                c.subject(),
                c.accessKeyId(),
                c.sessionId(),
                0,
                c.issuedAt(),
                c.expiresAt(),
                new SessionPolicies(Optional.of(policy), List.of()),
                c.tags(),
                c.origin(),
                c.context());
    }

    /** Tags that do not compress, so that sizes grow evenly. */
    private static SessionClaims withTags(SessionClaims c, int count, int length) {
        var random = new Random(7);
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            var value = new StringBuilder();
            random.ints(length, 0x21, 0x7f).forEach(value::appendCodePoint);
            tags.put("key" + i, value.toString());
        }
        return new SessionClaims(
                c.subject(),
                c.accessKeyId(),
                c.sessionId(),
                0,
                c.issuedAt(),
                c.expiresAt(),
                c.policies(),
                new SessionTags(tags, List.of()),
                c.origin(),
                c.context());
    }
}
