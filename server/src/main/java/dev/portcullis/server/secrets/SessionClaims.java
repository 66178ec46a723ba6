// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a session token says: the whole of a session, for sessions are kept nowhere else.
 *
 * @param subject whose session it is
 * @param accessKeyId the session's own access key id, which names the account
 * @param sessionId 32 hexadecimal digits, unique
 * @param sessionEpoch the session epoch of the principal at issue; the session ends when the principal's differs
 * @param issuedAt from when, in whole seconds
 * @param expiresAt until when (exclusive), in whole seconds, at most {@link #LONGEST} later
 * @param policies session policies
 * @param tags session tags
 * @param origin how it came about
 * @param context further context keys and their values that every request of the session carries, as {@code saml:aud}
 */
public record SessionClaims(
        SessionSubject subject,
        String accessKeyId,
        String sessionId,
        long sessionEpoch,
        Instant issuedAt,
        Instant expiresAt,
        SessionPolicies policies,
        SessionTags tags,
        SessionOrigin origin,
        Map<String, List<String>> context) {

    /** The longest life of a session: 36 hours. */
    public static final Duration LONGEST = Duration.ofHours(36);

    private static final Pattern SESSION_ID = Pattern.compile("[0-9a-f]{32}");

    public SessionClaims {
        if (!AccessKeyIds.isTemporary(accessKeyId)
                || AccessKeyIds.accountOf(accessKeyId).isEmpty()) {
            throw new IllegalArgumentException("Not a temporary access key id of an account: " + accessKeyId);
        }
        if (!SESSION_ID.matcher(sessionId).matches()) {
            throw new IllegalArgumentException("Not a session id: " + sessionId);
        }
        if (sessionEpoch < 0) {
            throw new IllegalArgumentException("A session epoch is not negative: " + sessionEpoch);
        }
        requireWholeSeconds(issuedAt);
        requireWholeSeconds(expiresAt);
        if (expiresAt.isBefore(issuedAt) || expiresAt.isAfter(issuedAt.plus(LONGEST))) {
            throw new IllegalArgumentException("A session lives 0 to 129600 seconds");
        }
        var copy = new LinkedHashMap<String, List<String>>();
        context.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        context = Collections.unmodifiableMap(copy);
    }

    /** The account (12 digits) in which the session acts. */
    public String account() {
        return AccessKeyIds.accountOf(accessKeyId).orElseThrow();
    }

    /** Whether the session is over at this time. */
    public boolean isExpiredAt(Instant time) {
        return !time.isBefore(expiresAt);
    }

    /** The same session without what the caller passed in: policies and tags. */
    SessionClaims bare() {
        return new SessionClaims(
                subject,
                accessKeyId,
                sessionId,
                sessionEpoch,
                issuedAt,
                expiresAt,
                SessionPolicies.NONE,
                SessionTags.NONE,
                origin,
                context);
    }

    static void requireWholeSeconds(Instant time) {
        if (!time.truncatedTo(ChronoUnit.SECONDS).equals(time)) {
            throw new IllegalArgumentException("Session times are whole seconds: " + time);
        }
    }
}
