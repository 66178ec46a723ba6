// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Keys, times and sessions that the tests of this package share; random but the same in each run. */
final class SampleSessions {
    static final String ACCOUNT = "123456789012";
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private SampleSessions() {}

    static RandomSource seeded(long seed) {
        return new Random(seed)::nextBytes;
    }

    static KeyRing ring(long seed) {
        return KeyRing.of(MasterKey.generate(seeded(seed)));
    }

    static SessionTokens tokens(long seed) {
        return new SessionTokens(ring(seed), seeded(~seed));
    }

    static SessionClaims plain(long seed) {
        return new SessionClaims(
                new SessionSubject.Role("AROAEXAMPLEEXAMPLE234", "build-42"),
                new AccessKeyIds(seeded(seed)).temporary(ACCOUNT),
                tokens(seed).newSessionId(),
                3,
                NOON,
                NOON.plusSeconds(3_600),
                SessionPolicies.NONE,
                SessionTags.NONE,
                SessionOrigin.of("us-east-1", "sts"),
                Map.of());
    }

    static SessionClaims rich(long seed) {
        SessionClaims plain = plain(seed);
        return new SessionClaims(
                new SessionSubject.FederatedUser("AIDAEXAMPLEEXAMPLE234", "zoë@example.org"),
                plain.accessKeyId(),
                plain.sessionId(),
                Long.MAX_VALUE,
                NOON,
                NOON.plusSeconds(129_600),
                new SessionPolicies(
                        Optional.of("""
                                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::träume/*"}]}"""),
                        List.of("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/team/Own")),
                new SessionTags(Map.of("Project", "Pegasus", "Größe", "", "k", "🔑"), List.of("Project", "k")),
                SessionOrigin.of("eu-central-1", "sts")
                        .withChained(true)
                        .withMfaAt(NOON.minusSeconds(5))
                        .withSourceIdentity("dora")
                        .withFederatedProvider("arn:aws:iam::123456789012:saml-provider/Corp")
                        .withInstance(new SessionOrigin.Instance("i-0123456789abcdef0", through(seed))),
                Map.of(
                        "saml:aud",
                        List.of("https://signin.example/saml"),
                        "saml:groups",
                        List.of("a", "b"),
                        "x",
                        List.of()));
    }

    private static SessionOrigin.Through through(long seed) {
        return seed % 2 == 0
                ? new SessionOrigin.Through.Association("iip-assoc-1")
                : new SessionOrigin.Through.Membership("AGPAEXAMPLEEXAMPLE234", (int) seed, Integer.MAX_VALUE);
    }

    static String token(SessionTokens tokens, SessionClaims claims) {
        return switch (tokens.issue(claims)) {
            case IssuedSession.Issued(var token, var _, var _) -> token;
            case IssuedSession.PackedPolicyTooLarge(var percent) -> throw new AssertionError("too large: " + percent);
        };
    }
}
