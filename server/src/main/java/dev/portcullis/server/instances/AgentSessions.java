// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.portcullis.Credentials;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionPolicies;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The credentials of agents: sessions that speak for an instance to this server, and are good for nothing else.
 *
 * @param region where the instances are
 */
record AgentSessions(Issuer issuer, String region) {
    /** How long credentials last; an agent renews them long before. */
    static final Duration LIFE = Duration.ofHours(24);

    /**
     * Credentials of an agent.
     *
     * @param epoch of the instance, when this agent is the one that joined last
     * @param now from when they count, in whole seconds
     */
    Credentials issue(AccountId account, String instanceId, int epoch, Instant now) {
        var claims = new SessionClaims(
                new SessionSubject.Agent(instanceId),
                issuer.newTemporaryKeyId(account),
                issuer.sessionTokens().newSessionId(),
                epoch,
                now,
                now.plus(LIFE),
                SessionPolicies.NONE,
                SessionTags.NONE,
                SessionOrigin.of(region, "portcullis"),
                Map.of());
        return switch (issuer.sessionTokens().issue(claims)) {
            case IssuedSession.Issued issued -> shown(claims, issued);
            case IssuedSession.PackedPolicyTooLarge(int percent) ->
                throw new IllegalStateException("A session without policies and tags takes " + percent + "%");
        };
    }

    static Credentials shown(SessionClaims claims, IssuedSession.Issued issued) {
        return Credentials.builder()
                .accessKeyId(claims.accessKeyId())
                .secretAccessKey(issued.secretAccessKey().revealText())
                .sessionToken(issued.token())
                .expiration(claims.expiresAt())
                .build();
    }
}
