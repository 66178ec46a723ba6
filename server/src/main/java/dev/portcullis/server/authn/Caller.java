// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.BrowserSession;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.secrets.SessionClaims;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * Whoever signed a request, as the {@link Authenticator} established it: the only source of identity. It names the principal by its
 * unique id; everything else about the principal is read from the account when it is asked for, so that nobody acts by what was true
 * a moment ago.
 *
 * @param account the account that the credentials belong to
 * @param accessKeyId the key that signed, or the id of another credential by which a user proved itself to a service that asks
 * @param session the session, when the credentials are temporary
 * @param browser the session, when the request was made in a browser: {@code accessKeyId} is its id, unless it stands on temporary credentials
 * @param facts what is known of the request itself
 */
public record Caller(
        AccountId account,
        Identity identity,
        String accessKeyId,
        Optional<SessionClaims> session,
        Optional<BrowserSession> browser,
        RequestFacts facts) {
    /** A caller by signature, or by another proof of its own. */
    public Caller(
            AccountId account,
            Identity identity,
            String accessKeyId,
            Optional<SessionClaims> session,
            RequestFacts facts) {
        this(account, identity, accessKeyId, session, Optional.empty(), facts);
    }

    /** Whose credentials they are. */
    public sealed interface Identity {
        /** The account's root user. */
        record Root() implements Identity {}

        /** A user, by access key or by its own session. */
        record User(String userId) implements Identity {}

        /** A role session. */
        record Role(String roleId, String sessionName) implements Identity {}

        /** A federated user, and the user (by unique id) or root (by account number) who vouched for it. */
        record FederatedUser(String issuerId, String name) implements Identity {}

        /** A registered service. */
        record Service(String serviceId) implements Identity {}

        /** The agent of an instance: it speaks for the host, and for none of the principals that policies know. */
        record Agent(String instanceId) implements Identity {}
    }

    /**
     * What policies may ask of the request itself.
     *
     * @param requestId as the caller is told it
     * @param arrival the time that counts as the request's
     * @param isSecure whether it came over TLS
     * @param origin where the caller reached the server, in the form in which browsers write origins
     * @param region the region that the request was signed for; with SigV4a this server's, which is among those it was signed for
     */
    public record RequestFacts(
            String requestId,
            Instant arrival,
            InetAddress sourceAddress,
            boolean isSecure,
            Optional<String> userAgent,
            Optional<String> referer,
            String origin,
            String region) {
        /** Of a request that says nothing of a region. */
        public static RequestFacts of(HttpCall call) {
            return new RequestFacts(
                    call.requestId(),
                    call.arrival(),
                    call.client(),
                    call.secure(),
                    call.header("User-Agent"),
                    call.header("Referer"),
                    call.origin(),
                    "");
        }

        /** These facts of a request signed for that region. */
        public RequestFacts in(String signedRegion) {
            return new RequestFacts(
                    requestId, arrival, sourceAddress, isSecure, userAgent, referer, origin, signedRegion);
        }
    }
}
