// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.error.ApiError.PackedPolicyTooLarge;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionPolicies;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A session that is about to be issued.
 *
 * @param account the account in which it acts
 * @param epoch the session epoch of its principal
 */
record NewSession(
        AccountId account,
        SessionSubject subject,
        long epoch,
        Duration life,
        SessionPolicies policies,
        SessionTags tags,
        SessionOrigin origin) {
    /** A session without policies and tags, of nobody special. */
    static NewSession plain(AccountId account, SessionSubject subject, long epoch, Duration life, Call call) {
        return new NewSession(account, subject, epoch, life, SessionPolicies.NONE, SessionTags.NONE, originOf(call));
    }

    /** Issued by STS in the region that the call is signed for. */
    static SessionOrigin originOf(Call call) {
        return SessionOrigin.of(call.caller().facts().region(), "sts");
    }

    /** Of a caller who proved a second factor at that time, if it did. */
    NewSession proving(Optional<Instant> secondFactorAt) {
        return secondFactorAt
                .map(at -> new NewSession(account, subject, epoch, life, policies, tags, origin.withMfaAt(at)))
                .orElse(this);
    }

    NewSession carrying(SessionPolicies passed, SessionTags tagged) {
        return new NewSession(account, subject, epoch, life, passed, tagged, origin);
    }

    /**
     * Issues it, from the time of the call on.
     *
     * @param leastTokenSize the fewest characters that the token is to have
     * @throws dev.portcullis.server.error.ApiException if policies and tags take more room than a token has
     */
    ShownCredentials issue(Call call, Optional<Integer> leastTokenSize) {
        var tokens = call.issuer().sessionTokens();
        var claims = new SessionClaims(
                subject,
                call.issuer().newTemporaryKeyId(account),
                tokens.newSessionId(),
                epoch,
                call.time(),
                call.time().plus(life),
                policies,
                tags,
                origin,
                Map.of());
        return switch (tokens.issue(claims, leastTokenSize.orElse(0))) {
            case IssuedSession.Issued issued -> ShownCredentials.of(claims, issued);
            case IssuedSession.PackedPolicyTooLarge(int percent) -> throw tooLarge(percent);
        };
    }

    private RuntimeException tooLarge(int percent) {
        var message = policies.isEmpty()
                ? "Packed size of session tags consumes " + percent + "% of allotted space."
                : "Packed policy consumes " + percent + "% of allotted space, please use smaller policy.";
        return new PackedPolicyTooLarge(message).asException();
    }
}
