// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.SessionPrincipal;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserRequest;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.signin.SignInEvents.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * AWS's federation endpoint (IAM User Guide, "Enable custom identity broker access to the AWS console"): an identity broker turns the temporary
 * credentials of a role session or a federated user into a sign-in token of fifteen minutes, and sends a browser here with it. A token may be
 * used again until then, as at AWS.
 *
 * <p>A link signs nobody in by itself: it leads to a page of ours, which sends the token on as a form, by itself only where the browser has no
 * session that would be lost.
 */
final class Federation {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);
    private static final int SHORTEST_SECONDS = 900;
    private static final int LONGEST_SECONDS = 43_200;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,5}");
    private static final int LONGEST_DESTINATION = 2_048;
    /** A path of this server, and nothing that browsers read as another host. */
    private static final Pattern PATH = Pattern.compile("/(?!/)[!-~&&[^\\\\<>\"]]*");

    private final Accounts accounts;
    private final Authenticator authenticator;
    private final BrowserSessions sessions;
    private final SessionTokens sessionTokens;
    private final AwsPolicies awsPolicies;
    private final Seals seals;
    private final SignInEvents events;

    Federation(
            Accounts accounts,
            Authenticator authenticator,
            BrowserSessions sessions,
            SessionTokens sessionTokens,
            AwsPolicies awsPolicies,
            Seals seals,
            SignInEvents events) {
        this.accounts = accounts;
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.sessionTokens = sessionTokens;
        this.awsPolicies = awsPolicies;
        this.seals = seals;
        this.events = events;
    }

    /** What a sign-in token says: the credentials, until when the session lasts, and until when the token counts. */
    record Content(String accessKeyId, String sessionToken, Instant sessionEnd, Instant tokenEnd) {
        private static final int FIELDS = 4;

        String text() {
            return String.join("\n", accessKeyId, sessionToken, sessionEnd.toString(), tokenEnd.toString());
        }

        static Content parse(String text) {
            var fields = text.split("\n", FIELDS);
            return new Content(fields[0], fields[1], Instant.parse(fields[2]), Instant.parse(fields[3]));
        }
    }

    /** A request that cannot be met, with the words for whoever sent it and one for the operator. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Refused(String reason, String message) {
            super(message);
            this.reason = reason;
        }
    }

    HttpAnswer handle(HttpCall call) {
        var parameters = Fields.ofQueryOrForm(call);
        if (parameters.isEmpty()) {
            return refusal("The parameters cannot be read, or one of them is there twice.");
        }
        return switch (parameters.get().get("Action")) {
            case "getSigninToken" -> signinToken(parameters.get(), call);
            case "login" -> login(parameters.get(), call);
            case "logout" -> Pages.answer(200, Pages.signOut(isAskedForHere(call)), List.of(), call);
            default -> refusal("Action is getSigninToken, login or logout.");
        };
    }

    private static HttpAnswer refusal(String message) {
        return Answers.text(400, message + "\n");
    }

    /** Whether no page of another site made the browser come here. */
    private static boolean isAskedForHere(HttpCall call) {
        return call.header("Sec-Fetch-Site")
                .filter(site -> site.equals("none") || site.equals("same-origin"))
                .isPresent();
    }

    private HttpAnswer signinToken(Fields parameters, HttpCall call) {
        Optional<Caller> shown = Optional.empty();
        try {
            var caller = shown(parameters, call);
            shown = Optional.of(caller);
            var content = content(parameters, caller, call.arrival().truncatedTo(ChronoUnit.SECONDS));
            var account = accounts.read(caller.account());
            events.done(call, Event.GET_SIGNIN_TOKEN, account, arn(account, caller), Optional.of(caller.accessKeyId()));
            return Answers.json(200, Map.of("SigninToken", seals.federation(content, call.arrival())), List.of());
        } catch (Refused e) {
            return refused(call, Event.GET_SIGNIN_TOKEN, e, shown);
        }
    }

    private HttpAnswer refused(HttpCall call, Event event, Refused refused, Optional<Caller> caller) {
        var claimant = caller.map(it -> new SignInEvents.Claimant(arn(accounts.read(it.account()), it)));
        events.refused(call, event, 400, refused.reason, claimant);
        return refusal(String.valueOf(refused.getMessage()));
    }

    private String arn(Account account, Caller caller) {
        return Subject.of(account, caller, awsPolicies).arn();
    }

    /** The caller whose credentials, secret and all, the parameter Session holds. */
    private Caller shown(Fields parameters, HttpCall call) throws Refused {
        var session = Fields.ofJson(parameters.get("Session"))
                .orElseThrow(() -> new Refused("BadSession", "Session is not the JSON object that it should be."));
        if (session.get("sessionToken").isEmpty()) {
            throw new Refused(
                    "LongTermKey",
                    "Session needs a sessionToken: temporary credentials of AssumeRole or GetFederationToken sign in"
                            + " here, and no others.");
        }
        try {
            return authenticator.shown(
                    session.get("sessionId"),
                    Secret.ofText(session.get("sessionKey")),
                    session.get("sessionToken"),
                    RequestFacts.of(call));
        } catch (ApiException e) {
            if (e.error() instanceof NotAuthenticated) {
                throw new Refused("BadCredentials", "The credentials in Session are not valid, or not any more.");
            }
            throw e;
        }
    }

    private Content content(Fields parameters, Caller caller, Instant now) throws Refused {
        var claims = caller.session().orElseThrow();
        var tokenEnd = now.plus(TOKEN_LIFE);
        return switch (caller.identity()) {
            case Identity.Role(var roleId, var _) -> {
                if (!parameters.has("SessionDuration")) {
                    yield new Content(
                            caller.accessKeyId(), token(claims, claims.expiresAt()), claims.expiresAt(), tokenEnd);
                }
                var end = now.plus(duration(parameters, claims, caller, roleId));
                yield new Content(caller.accessKeyId(), token(claims, end), end, tokenEnd);
            }
            case Identity.FederatedUser _ -> {
                if (parameters.has("SessionDuration")) {
                    throw new Refused(
                            "SessionDuration",
                            "SessionDuration is for credentials of AssumeRole; those of GetFederationToken last as"
                                    + " long as they were issued for.");
                }
                yield new Content(
                        caller.accessKeyId(), token(claims, claims.expiresAt()), claims.expiresAt(), tokenEnd);
            }
            case Identity.Root _, Identity.User _, Identity.Service _, Identity.Agent _ ->
                throw new Refused(
                        "WrongCredentials",
                        "Credentials of GetSessionToken do not sign in here: only those of AssumeRole and"
                                + " GetFederationToken.");
        };
    }

    /** How long the session lasts that is asked for: never longer than the role's own sessions may. */
    private Duration duration(Fields parameters, SessionClaims claims, Caller caller, String roleId) throws Refused {
        var text = parameters.get("SessionDuration");
        int seconds = SECONDS.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
            throw new Refused("SessionDuration", "SessionDuration is 900 to 43200, in seconds.");
        }
        if (claims.origin().chained() || claims.origin().instance().isPresent()) {
            throw new Refused(
                    "SessionDuration",
                    "SessionDuration is not for roles that were assumed by another role or an instance.");
        }
        var asked = Duration.ofSeconds(seconds);
        var longest = accounts.read(caller.account())
                .roles()
                .get(roleId)
                .map(Role::maxSession)
                .orElse(Duration.ZERO);
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    /** The session token for a session that ends then: the same session in everything else, so that what revokes one revokes the other. */
    private String token(SessionClaims claims, Instant end) throws Refused {
        var lasting = new SessionClaims(
                claims.subject(),
                claims.accessKeyId(),
                claims.sessionId(),
                claims.sessionEpoch(),
                claims.issuedAt(),
                end,
                claims.policies(),
                claims.tags(),
                claims.origin(),
                claims.context());
        return switch (sessionTokens.issue(lasting)) {
            case IssuedSession.Issued issued -> issued.token();
            case IssuedSession.PackedPolicyTooLarge _ ->
                throw new Refused("PackedPolicyTooLarge", "The session's policies and tags take too much room.");
        };
    }

    private HttpAnswer login(Fields parameters, HttpCall call) {
        Optional<Caller> found = Optional.empty();
        try {
            var destination = destination(parameters, call);
            var content = seals.federation(parameters.get("SigninToken"), call.arrival())
                    .filter(it -> call.arrival().isBefore(it.tokenEnd()))
                    .orElseThrow(() -> new Refused("BadToken", "The SigninToken is not valid, or not any more."));
            var caller = bearer(content, call);
            found = Optional.of(caller);
            return call.method().equals("POST") && BrowserRequest.isSameOrigin(call)
                    ? open(content, caller, destination, call)
                    : ask(parameters.get("SigninToken"), caller, destination, call);
        } catch (Refused e) {
            return refused(call, Event.CONSOLE_LOGIN, e, found);
        }
    }

    private static String destination(Fields parameters, HttpCall call) throws Refused {
        var text = parameters.has("Destination") ? parameters.get("Destination") : "/console/";
        var path = text.startsWith(call.origin() + "/")
                ? text.substring(call.origin().length())
                : text;
        if (path.length() > LONGEST_DESTINATION || !PATH.matcher(path).matches()) {
            throw new Refused("Destination", "Destination is a path of this server, such as /console/.");
        }
        return path;
    }

    private Caller bearer(Content content, HttpCall call) throws Refused {
        try {
            return authenticator.bearer(content.accessKeyId(), content.sessionToken(), RequestFacts.of(call));
        } catch (ApiException e) {
            if (e.error() instanceof NotAuthenticated) {
                throw new Refused("BadCredentials", "The credentials behind the SigninToken do not count any more.");
            }
            throw e;
        }
    }

    private HttpAnswer ask(String token, Caller caller, String destination, HttpCall call) {
        var arn = arn(accounts.read(caller.account()), caller);
        return Pages.answer(200, Pages.federated(token, destination, arn), List.of(), call);
    }

    private HttpAnswer open(Content content, Caller caller, String destination, HttpCall call) {
        var account = accounts.read(caller.account());
        var subject = Subject.of(account, caller, awsPolicies);
        var principal = new SessionPrincipal.Temporary(subject.userId(), content.accessKeyId(), content.sessionToken());
        var opened = sessions.open(
                account,
                principal,
                subject.arn(),
                Optional.empty(),
                Optional.of(content.sessionEnd()),
                RequestFacts.of(call));
        var session = opened.session();
        events.done(call, Event.CONSOLE_LOGIN, account, subject.arn(), Optional.of(session.id()));
        var facts = SessionFacts.of(account, session, subject.arn(), subject.arn(), session.usedAt());
        var end = seals.endOf(session.id(), call.arrival());
        return Pages.answer(
                200,
                Pages.signedIn(new Outcome.SignedIn(opened, facts), end, destination),
                List.of(BrowserRequest.setSessionCookie(opened.cookie(), call.secure())),
                call);
    }
}
