// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Parser;
import dev.portcullis.aws.sigv4.SigV4Verifier;
import dev.portcullis.aws.sigv4.SignatureClaim;
import dev.portcullis.aws.sigv4.SignatureProblem;
import dev.portcullis.aws.sigv4.SignatureRules;
import dev.portcullis.aws.sigv4.Verdict;
import dev.portcullis.aws.sigv4.VerificationKey;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.SessionPrincipal;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.NotAuthenticated.Reason;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.secrets.OpenedSession;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.secrets.StoredSecrets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Verifies who signed a request. Everything starts from the verified signature: the key id in its credential scope leads to a
 * long-term key or, with the session token, to a session, and that to the principal. Whatever is in doubt is refused.
 */
public final class Authenticator {
    /** The signing name of the one service that agents of instances call. */
    private static final String SERVICE_OF_AGENTS = "portcullis";

    private final Accounts accounts;
    private final StoredSecrets storedSecrets;
    private final SessionTokens sessionTokens;
    private final SigningKeyCache signingKeys;
    private final BrowserSessions browserSessions;
    private final UseLog uses;
    private final String region;
    private final InstantSource clock;

    /** @param region where this server is: SigV4a signatures must be made for it, and browsers call it there */
    public Authenticator(
            Accounts accounts,
            StoredSecrets storedSecrets,
            SessionTokens sessionTokens,
            SigningKeyCache signingKeys,
            BrowserSessions browserSessions,
            UseLog uses,
            String region,
            InstantSource clock) {
        this.accounts = accounts;
        this.storedSecrets = storedSecrets;
        this.sessionTokens = sessionTokens;
        this.signingKeys = signingKeys;
        this.browserSessions = browserSessions;
        this.uses = uses;
        this.region = region;
        this.clock = clock;
    }

    /** A caller, and the signing name of the service that the signature was made for. */
    public record Authenticated(Caller caller, String service) {}

    /** Whose credentials a key id and a session token name, before anything is verified with them. */
    private record Credentials(
            AccountId account, Identity identity, Optional<SessionClaims> session, VerificationKey key) {}

    /**
     * Verifies the signature of a request.
     *
     * @throws ApiException why the request is not authenticated, in AWS's words
     */
    public Authenticated authenticate(RawRequest request, RequestFacts facts, SignatureRules rules) {
        return switch (SigV4Parser.parse(request)) {
            case SignatureClaim.Unsigned() -> throw refusal(new SignatureProblem.MissingToken());
            case SignatureClaim.Malformed(var problem) -> throw refusal(problem);
            case SignatureClaim.Signed claim -> authenticate(request, claim, facts, rules);
        };
    }

    private Authenticated authenticate(
            RawRequest request, SignatureClaim.Signed claim, RequestFacts facts, SignatureRules rules) {
        var now = clock.instant();
        var found = new Credentials[1];
        var verdict = SigV4Verifier.verify(claim, request, now, rulesHere(claim, rules), signed -> {
            found[0] = credentials(signed, now);
            return found[0].key();
        });
        return switch (verdict) {
            case Verdict.Rejected(var problem) -> throw refusal(problem);
            case Verdict.Verified(var verified) -> {
                var credentials = found[0];
                var caller = new Caller(
                        credentials.account(),
                        credentials.identity(),
                        verified.scope().accessKeyId(),
                        credentials.session(),
                        facts.in(regionOf(verified)));
                requireStanding(accounts.read(caller.account()), caller);
                uses.used(caller, verified.scope().service());
                yield new Authenticated(caller, verified.scope().service());
            }
        };
    }

    private void requireStanding(Account account, Caller caller) {
        Standing.require(account, caller);
        InstanceSessions.require(accounts, caller);
    }

    private SignatureRules rulesHere(SignatureClaim.Signed claim, SignatureRules rules) {
        return switch (claim.algorithm()) {
            case HMAC_SHA256 -> rules;
            case ECDSA_P256_SHA256 -> rules.inRegion(region);
        };
    }

    /** The region that a request is made in: the one it is signed for, or this one of those it is signed for. */
    private String regionOf(SignatureClaim.Signed verified) {
        return switch (verified.algorithm()) {
            case HMAC_SHA256 -> verified.scope().region();
            case ECDSA_P256_SHA256 -> region;
        };
    }

    /**
     * The caller of a request made in a browser session: a page of ours sent it, with the cookie and the second half of the session. It acts
     * as the session's principal or, where it names one of the session's roles, as that role. What is also signed is refused, for it would be
     * two callers. Such requests are made in the region that this server is in.
     *
     * @throws ApiException why the request is not authenticated, in AWS's words
     */
    public Caller browser(HttpCall call, boolean isSigned, RequestFacts facts) {
        if (isSigned) {
            throw Standing.invalidToken();
        }
        var found = browserSessions.find(call);
        var own = holder(found, facts);
        var caller = call.headers(BrowserRequest.ACTING).isEmpty() ? own : acting(found, acting(call), facts);
        browserSessions.used(found, facts);
        uses.used(caller, "console");
        return caller;
    }

    private static String acting(HttpCall call) {
        return Optional.of(call.headers(BrowserRequest.ACTING))
                .filter(ids -> ids.size() == 1)
                .map(List::getFirst)
                .orElseThrow(Standing::invalidToken);
    }

    /**
     * The caller that acts as a role of those assumed within a session. The session's own principal must have been found to stand, for the
     * role goes with it.
     *
     * @throws ApiException if the session has no such role, or the role's session does not count any more
     */
    public Caller acting(BrowserSessions.Found found, String roleSessionId, RequestFacts facts) {
        var role = found.session().role(roleSessionId).orElseThrow(Standing::invalidToken);
        var claims =
                openSession(role.id(), role.sessionToken(), clock.instant()).claims();
        var account = accounts.find(new AccountId(claims.account())).orElseThrow(Standing::invalidToken);
        var caller = new Caller(
                account.id(),
                identityOf(claims.subject()),
                role.id(),
                Optional.of(claims),
                Optional.of(found.session().as(role)),
                facts.in(region));
        requireStanding(account, caller);
        return caller;
    }

    /** Who a browser session is. */
    private Caller caller(BrowserSessions.Found found, RequestFacts facts) {
        var id = found.account().id();
        var session = found.session();
        return switch (session.principal()) {
            case SessionPrincipal.Root _ ->
                new Caller(id, new Identity.Root(), session.id(), Optional.empty(), Optional.of(session), facts);
            case SessionPrincipal.User(var userId) ->
                new Caller(id, new Identity.User(userId), session.id(), Optional.empty(), Optional.of(session), facts);
            case SessionPrincipal.Temporary(var _, var accessKeyId, var token) -> {
                var claims = openSession(accessKeyId, token, clock.instant()).claims();
                if (!claims.account().equals(id.text())) {
                    throw Standing.invalidToken();
                }
                yield new Caller(
                        id,
                        identityOf(claims.subject()),
                        accessKeyId,
                        Optional.of(claims),
                        Optional.of(session),
                        facts);
            }
        };
    }

    /** The caller whose browser session that is, for what a page asks about the session itself: it is not used by that. */
    public Caller holder(BrowserSessions.Found found, RequestFacts facts) {
        var caller = caller(found, facts.in(region));
        requireStanding(found.account(), caller);
        return caller;
    }

    /**
     * The caller whose session a token holds, without any signature: it says that somebody showed these credentials, not that they
     * made a request. For services that have made sure of that by themselves.
     *
     * @throws ApiException why the session does not count, in AWS's words
     */
    public Caller bearer(String accessKeyId, String token, RequestFacts facts) {
        var session = openSession(accessKeyId, token, clock.instant()).claims();
        var account = accounts.find(new AccountId(session.account())).orElseThrow(Standing::invalidToken);
        var caller = new Caller(
                account.id(), identityOf(session.subject()), accessKeyId, Optional.of(session), facts.in(""));
        requireStanding(account, caller);
        return caller;
    }

    /**
     * The caller whose temporary credentials somebody shows, secret and all, without a request that they sign.
     *
     * @throws ApiException why they do not count, in AWS's words
     */
    public Caller shown(String accessKeyId, Secret secretAccessKey, String token, RequestFacts facts) {
        var opened = openSession(accessKeyId, token, clock.instant());
        if (!opened.secretAccessKey().equals(secretAccessKey)) {
            throw Standing.invalidToken();
        }
        return bearer(accessKeyId, token, facts);
    }

    /**
     * The user whose credential, other than an access key, somebody proved to hold: it says nothing of a request. For services that have
     * made sure of the proof by themselves.
     *
     * @throws ApiException if the credential is not active, or not this user's
     */
    public Caller holder(Account account, String userId, String credentialId, RequestFacts facts) {
        var caller = new Caller(account.id(), new Identity.User(userId), credentialId, Optional.empty(), facts.in(""));
        requireStanding(account, caller);
        return caller;
    }

    private Credentials credentials(SignatureClaim.Signed claim, Instant now) {
        return claim.sessionToken()
                .map(token -> sessionCredentials(claim, token, now))
                .orElseGet(() -> longTermCredentials(claim));
    }

    private Credentials longTermCredentials(SignatureClaim.Signed claim) {
        var keyId = claim.scope().accessKeyId();
        var account = accounts.ownerOf(keyId).flatMap(accounts::find).orElseThrow(Standing::invalidToken);
        var key = account.accessKeys().get(keyId).filter(AccessKey::isActive).orElseThrow(Standing::invalidToken);
        Supplier<Secret> secret = () -> secretOf(account, key);
        VerificationKey verificationKey = switch (claim.algorithm()) {
            case HMAC_SHA256 -> signingKeys.forLongTermKey(claim.scope(), key, secret);
            case ECDSA_P256_SHA256 -> signingKeys.publicKeyOfLongTermKey(keyId, key, secret);
        };
        return new Credentials(account.id(), identityOf(account, key), Optional.empty(), verificationKey);
    }

    private Secret secretOf(Account account, AccessKey key) {
        var sealed = accounts.secret(account.id(), Kind.ACCESS_KEY, key.id()).orElseThrow(Standing::invalidToken);
        var address = new SecretAddress(account.id().text(), key.owner(), Kind.ACCESS_KEY.storedAs(), key.id());
        return storedSecrets
                .open(address, sealed.toByteArray())
                .orElseThrow(() -> new IllegalStateException("The secret of " + key.id() + " does not open"));
    }

    private static Identity identityOf(Account account, AccessKey key) {
        if (key.owner().equals(account.id().text())) {
            return new Identity.Root();
        }
        return account.services().get(key.owner()).isPresent()
                ? new Identity.Service(key.owner())
                : new Identity.User(key.owner());
    }

    private Credentials sessionCredentials(SignatureClaim.Signed claim, String token, Instant now) {
        var opened = openSession(claim.scope().accessKeyId(), token, now);
        var session = opened.claims();
        var account = accounts.find(new AccountId(session.account())).orElseThrow(Standing::invalidToken);
        VerificationKey key = switch (claim.algorithm()) {
            case HMAC_SHA256 -> signingKeys.forSession(claim.scope(), token, opened::secretAccessKey);
            case ECDSA_P256_SHA256 ->
                signingKeys.publicKeyOfSession(claim.scope().accessKeyId(), token, opened::secretAccessKey);
        };
        return new Credentials(account.id(), signerOf(session, claim), Optional.of(session), key);
    }

    private static Identity signerOf(SessionClaims session, SignatureClaim.Signed claim) {
        return session.subject() instanceof SessionSubject.Agent(var instanceId)
                        && claim.scope().service().equals(SERVICE_OF_AGENTS)
                ? new Identity.Agent(instanceId)
                : identityOf(session.subject());
    }

    private OpenedSession.Valid openSession(String accessKeyId, String token, Instant now) {
        return switch (sessionTokens.open(token, accessKeyId, now)) {
            case OpenedSession.Valid valid -> valid;
            case OpenedSession.Expired(var _) -> throw BrowserSessions.over();
            case OpenedSession.Invalid(var _) -> throw Standing.invalidToken();
        };
    }

    /** Of an agent there is none: what it holds proves nothing but by a signature for the one service that it may call. */
    private static Identity identityOf(SessionSubject subject) {
        return switch (subject) {
            case SessionSubject.Root(var _) -> new Identity.Root();
            case SessionSubject.User(var userId) -> new Identity.User(userId);
            case SessionSubject.Role(var roleId, var name) -> new Identity.Role(roleId, name);
            case SessionSubject.FederatedUser(var issuerId, var name) -> new Identity.FederatedUser(issuerId, name);
            case SessionSubject.Agent(var _) -> throw Standing.invalidToken();
        };
    }

    static ApiException refusal(SignatureProblem problem) {
        var reason = switch (problem.category()) {
            case MISSING -> Reason.MISSING_TOKEN;
            case INCOMPLETE -> Reason.INCOMPLETE_SIGNATURE;
            case WRONG_SCOPE, MISMATCH -> Reason.SIGNATURE_DOES_NOT_MATCH;
            case CLOCK -> Reason.CLOCK_DIFFERS;
        };
        return new NotAuthenticated(reason, problem.message()).asException();
    }
}
