// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.BrowserSession;
import dev.portcullis.server.account.BrowserSession.SecondFactor;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.BrowserSessions.Found;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authz.Advisor;
import dev.portcullis.server.authz.DecisionLog;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.secrets.AccessKeyIds;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionPolicies;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.signin.SignInEvents.Event;
import dev.portcullis.server.storage.OnceLedger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code aws login}: whoever is signed in with a browser lets the AWS CLI have temporary credentials, renewed every quarter of an hour (OAuth 2.1
 * with PKCE and DPoP, as the clients of AWS Sign-In speak it).
 *
 * <p>The login of a CLI is a session like those of browsers, with the same limits, ended by the same events; only that nobody has its two
 * halves, but a refresh token instead, which is good with one private key.
 */
final class CliLogins {
    private static final String CLIENTS = "arn:aws:signin:::devtools/";
    private static final String SAME_DEVICE = CLIENTS + "same-device";
    private static final String CROSS_DEVICE = CLIENTS + "cross-device";
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);
    private static final Duration CREDENTIALS_LIFE = Duration.ofMinutes(15);
    private static final Duration PROOF_LIFE = Duration.ofMinutes(15);
    /** The machine that the browser runs on, where the CLI listens meanwhile (RFC 8252, 7.3). */
    private static final Pattern LOOPBACK =
            Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]):[1-9][0-9]{0,4}/[A-Za-z0-9/_.-]{0,64}");

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
    private static final Pattern STATE = Pattern.compile("[!-~]{1,128}");

    private final BrowserSessions sessions;
    private final Authenticator authenticator;
    private final SessionTokens sessionTokens;
    private final AccessKeyIds keyIds;
    private final AwsPolicies awsPolicies;
    private final OnceLedger ledger;
    private final Seals seals;
    private final SignInEvents events;
    private final DecisionLog decisions;
    private final Advisor advisor = new Advisor();

    CliLogins(
            BrowserSessions sessions,
            Authenticator authenticator,
            SessionTokens sessionTokens,
            AccessKeyIds keyIds,
            AwsPolicies awsPolicies,
            OnceLedger ledger,
            Seals seals,
            SignInEvents events,
            DecisionLog decisions) {
        this.sessions = sessions;
        this.authenticator = authenticator;
        this.sessionTokens = sessionTokens;
        this.keyIds = keyIds;
        this.awsPolicies = awsPolicies;
        this.ledger = ledger;
        this.seals = seals;
        this.events = events;
        this.decisions = decisions;
    }

    /** What a code says: which session gave it, to which client, and what it must be shown with. */
    record Code(String id, String sessionId, String client, String redirectUri, String challenge, Instant end) {
        private static final int FIELDS = 6;

        String text() {
            return String.join("\n", id, sessionId, client, redirectUri, challenge, end.toString());
        }

        static Code parse(String text) {
            var fields = text.split("\n", FIELDS);
            return new Code(fields[0], fields[1], fields[2], fields[3], fields[4], Instant.parse(fields[5]));
        }
    }

    /** What a refresh token says: the session of the login, whose it is, and the key that it is good with. */
    record Refresh(String sessionId, String client, String thumbprint) {
        private static final int FIELDS = 3;

        String text() {
            return String.join("\n", sessionId, client, thumbprint);
        }

        static Refresh parse(String text) {
            var fields = text.split("\n", FIELDS);
            return new Refresh(fields[0], fields[1], fields[2]);
        }
    }

    /** A request that cannot be met, as AWS's model names the error. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String type;
        private final String error;

        Refused(String type, String error, String message) {
            super(message);
            this.type = type;
            this.error = error;
        }

        static Refused invalid(String message) {
            return new Refused("ValidationException", "INVALID_REQUEST", message);
        }

        static Refused denied(String error, String message) {
            return new Refused("AccessDeniedException", error, message);
        }

        String type() {
            return type;
        }

        String error() {
            return error;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * What the page does with a permission.
     *
     * @param redirect where the browser takes it to the CLI
     * @param shown what the person takes it to a CLI on another machine with
     */
    record Authorized(Optional<String> redirect, Optional<String> shown) {}

    /** What a client gets. */
    record Tokens(
            String accessKeyId,
            Secret secretAccessKey,
            String sessionToken,
            long expiresIn,
            String refreshToken,
            Optional<String> idToken) {}

    /** Whether whoever sits there has proved lately who it is: what a CLI gets outlasts the page. */
    static boolean isProvenLately(BrowserSession session, Instant now) {
        return Duration.between(session.provenAt(), now).compareTo(PROOF_LIFE) <= 0;
    }

    /** Gives a code for a session, whose principal says so on a page. */
    Authorized authorize(Found found, Fields asked, HttpCall call) throws Refused {
        var client = asked.get("client_id");
        var redirect = asked.get("redirect_uri");
        var state = asked.get("state");
        requireRedirect(client, redirect, call);
        if (!asked.get("response_type").equals("code")
                || !asked.get("scope").equals("openid")
                || !(asked.get("code_challenge_method").equals("SHA-256")
                        || asked.get("code_challenge_method").equals("S256"))
                || !CHALLENGE.matcher(asked.get("code_challenge")).matches()
                || !STATE.matcher(state).matches()) {
            throw Refused.invalid("The link is not one that aws login makes.");
        }
        var caller = authenticator.holder(found, RequestFacts.of(call));
        requireAllowed(found.account(), caller, client, "signin:AuthorizeOAuth2Access", call);
        var code = seals.code(
                new Code(
                        seals.newTicketId(),
                        found.session().id(),
                        client,
                        redirect,
                        asked.get("code_challenge"),
                        call.arrival().plus(CODE_LIFE)),
                call.arrival());
        events.done(
                call,
                Event.AUTHORIZE_CLI,
                found.account(),
                arn(found.account(), caller),
                Optional.of(found.session().id()));
        var query = "code=" + code + "&state=" + URLEncoder.encode(state, StandardCharsets.UTF_8);
        return client.equals(SAME_DEVICE)
                ? new Authorized(Optional.of(redirect + "?" + query), Optional.empty())
                : new Authorized(
                        Optional.empty(),
                        Optional.of(Base64.getEncoder().encodeToString(query.getBytes(StandardCharsets.US_ASCII))));
    }

    private static void requireRedirect(String client, String redirect, HttpCall call) throws Refused {
        boolean isGood = switch (client) {
            case SAME_DEVICE -> LOOPBACK.matcher(redirect).matches();
            case CROSS_DEVICE -> redirect.equals(call.origin() + "/v1/sessions/confirmation");
            default -> false;
        };
        if (!isGood) {
            throw Refused.invalid("The link leads to no CLI on this machine.");
        }
    }

    private void requireAllowed(Account account, Caller caller, String client, String action, HttpCall call)
            throws Refused {
        var subject = Subject.of(account, caller, awsPolicies);
        var resource = "arn:aws:signin:" + caller.facts().region() + ":" + account.id() + ":oauth2/public-client/"
                + (client.equals(SAME_DEVICE) ? "localhost" : "remote");
        var question = new Advisor.Question(action, resource, account.id().text(), Map.of(), Optional.empty());
        var advice = advisor.advise(subject, question, call.arrival(), false, decisions);
        if (!advice.explanation().decision().isAllowed()) {
            throw Refused.denied("INSUFFICIENT_PERMISSIONS", advice.reason());
        }
    }

    private String arn(Account account, Caller caller) {
        return Subject.of(account, caller, awsPolicies).arn();
    }

    /** Exchanges a code, or a refresh token, for credentials. */
    Tokens tokens(Fields body, HttpCall call) throws Refused {
        var client = body.get("clientId");
        if (!client.equals(SAME_DEVICE) && !client.equals(CROSS_DEVICE)) {
            throw Refused.invalid("clientId is not one of AWS's clients.");
        }
        var proof = DpopProof.of(call)
                .orElseThrow(() -> Refused.invalid("The header DPoP holds no proof that is good for this request."));
        return switch (body.get("grantType")) {
            case "authorization_code" -> redeem(body, client, proof, call);
            case "refresh_token" -> refresh(body, client, proof, call);
            default -> throw Refused.invalid("grantType is authorization_code or refresh_token.");
        };
    }

    /** Asked only of those who show something of ours: others make us remember nothing. */
    private void requireUnused(DpopProof proof, HttpCall call) throws Refused {
        var until = call.arrival().plus(DpopProof.SKEW.multipliedBy(2));
        if (!ledger.claim("dpop proof", encoded(sha256(proof.thumbprint() + "\n" + proof.id())), until)) {
            throw Refused.invalid("The proof in the header DPoP was used before.");
        }
    }

    private Tokens redeem(Fields body, String client, DpopProof proof, HttpCall call) throws Refused {
        var code = seals.code(body.get("code"), call.arrival())
                .filter(it -> call.arrival().isBefore(it.end()))
                .orElseThrow(CliLogins::codeExpired);
        requireUnused(proof, call);
        // Whoever shows a code uses it up, right or wrong: it cannot be tried again.
        if (!ledger.claim("sign-in code", code.id(), code.end())
                || !code.client().equals(client)
                || !code.redirectUri().equals(body.get("redirectUri"))
                || !VERIFIER.matcher(body.get("codeVerifier")).matches()
                || !isSame(code.challenge(), challenge(body.get("codeVerifier")))) {
            throw codeExpired();
        }
        var found = sessions.find(code.sessionId(), call.arrival()).orElseThrow(CliLogins::codeExpired);
        var caller = standing(found, call);
        requireAllowed(found.account(), caller, client, "signin:CreateOAuth2Token", call);
        var arn = arn(found.account(), caller);
        var own = found.session();
        var opened = sessions.open(
                found.account(),
                own.principal(),
                arn,
                own.secondFactor(),
                Optional.of(own.expiresAt()),
                RequestFacts.of(call));
        var tokens = issue(new Found(found.account(), opened.session()), caller, client, proof, call);
        return new Tokens(
                tokens.accessKeyId(),
                tokens.secretAccessKey(),
                tokens.sessionToken(),
                tokens.expiresIn(),
                tokens.refreshToken(),
                Optional.of(idToken(arn, client, call.origin(), call.arrival(), own.expiresAt())));
    }

    private Tokens refresh(Fields body, String client, DpopProof proof, HttpCall call) throws Refused {
        var token = seals.refresh(body.get("refreshToken"), call.arrival())
                .filter(it -> it.client().equals(client) && isSame(it.thumbprint(), proof.thumbprint()))
                .orElseThrow(CliLogins::tokenExpired);
        requireUnused(proof, call);
        var found = sessions.find(token.sessionId(), call.arrival()).orElseThrow(CliLogins::tokenExpired);
        var caller = standing(found, call);
        requireAllowed(found.account(), caller, client, "signin:CreateOAuth2Token", call);
        sessions.used(found, RequestFacts.of(call));
        return issue(found, caller, client, proof, call);
    }

    private Caller standing(Found found, HttpCall call) throws Refused {
        try {
            return authenticator.holder(found, RequestFacts.of(call));
        } catch (ApiException e) {
            if (e.error() instanceof NotAuthenticated) {
                throw Refused.denied("USER_CREDENTIALS_CHANGED", "The login was ended. Log in again.");
            }
            throw e;
        }
    }

    private static Refused codeExpired() {
        return Refused.denied("AUTHCODE_EXPIRED", "The code is not valid, or not any more. Log in again.");
    }

    private static Refused tokenExpired() {
        return Refused.denied("TOKEN_EXPIRED", "The refresh token is not valid, or not any more. Log in again.");
    }

    private Tokens issue(Found login, Caller caller, String client, DpopProof proof, HttpCall call) throws Refused {
        var now = call.arrival().truncatedTo(ChronoUnit.SECONDS);
        var claims = claims(login, caller, now);
        if (!(sessionTokens.issue(claims) instanceof IssuedSession.Issued issued)) {
            throw Refused.invalid("The session's policies and tags take too much room.");
        }
        events.done(
                call,
                Event.CREATE_CLI_TOKEN,
                login.account(),
                arn(login.account(), caller),
                Optional.of(claims.accessKeyId()));
        return new Tokens(
                claims.accessKeyId(),
                issued.secretAccessKey(),
                issued.token(),
                Duration.between(now, claims.expiresAt()).toSeconds(),
                seals.refresh(new Refresh(login.session().id(), client, proof.thumbprint()), call.arrival()),
                Optional.empty());
    }

    /** Those of the session: of a user or root like GetSessionToken's, of temporary credentials the same for a shorter time. */
    private SessionClaims claims(Found login, Caller caller, Instant now) throws Refused {
        var account = login.account();
        var session = login.session();
        var quarter = now.plus(CREDENTIALS_LIFE);
        var end = quarter.isBefore(session.expiresAt()) ? quarter : session.expiresAt();
        if (caller.session().isPresent()) {
            return shortened(caller.session().get(), end);
        }
        var subject = switch (caller.identity()) {
            case Identity.Root _ -> new SessionSubject.Root(account.id().text());
            case Identity.User(var userId) -> new SessionSubject.User(userId);
            case Identity.Role _, Identity.FederatedUser _, Identity.Service _, Identity.Agent _ ->
                throw Refused.invalid("This session has no credentials to give.");
        };
        long epoch = subject instanceof SessionSubject.User(var userId)
                ? account.users().get(userId).map(User::epoch).orElseThrow(CliLogins::tokenExpired)
                : account.settings().rootEpoch();
        var origin = SessionOrigin.of(caller.facts().region(), "signin");
        return new SessionClaims(
                subject,
                keyIds.temporary(account.id().text()),
                sessionTokens.newSessionId(),
                epoch,
                now,
                end,
                SessionPolicies.NONE,
                SessionTags.NONE,
                session.secondFactor()
                        .map(SecondFactor::at)
                        .map(origin::withMfaAt)
                        .orElse(origin),
                Map.of());
    }

    private static SessionClaims shortened(SessionClaims claims, Instant end) {
        return new SessionClaims(
                claims.subject(),
                claims.accessKeyId(),
                claims.sessionId(),
                claims.sessionEpoch(),
                claims.issuedAt(),
                end.isBefore(claims.expiresAt()) ? end : claims.expiresAt(),
                claims.policies(),
                claims.tags(),
                claims.origin(),
                claims.context());
    }

    /** Tells the client whose credentials it has; it proves nothing to anybody, and is not signed (RFC 7519, 6). */
    private static String idToken(String arn, String client, String issuer, Instant now, Instant end) {
        var claims = "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(issuer, arn, client, now.getEpochSecond(), end.getEpochSecond());
        return encoded("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8))
                + ".";
    }

    private static String challenge(String verifier) {
        return encoded(sha256(verifier));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
