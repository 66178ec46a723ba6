// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.BrowserSession;
import dev.portcullis.server.account.SessionPrincipal;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserRequest;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.BrowserSessions.Found;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.signin.SignInEvents.Event;
import dev.portcullis.server.users.CredentialOwner;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing in and out as an API for pages: JSON in POST requests of our own origin. */
final class SignInApi {
    private static final int UNAUTHORIZED = 401;

    private final SignIns signIns;
    private final SwitchRoles switchRoles;
    private final CliLogins cliLogins;
    private final OwnSessions ownSessions;
    private final BrowserSessions sessions;
    private final Authenticator authenticator;
    private final AwsPolicies awsPolicies;
    private final Seals seals;
    private final SignInEvents events;

    SignInApi(
            SignIns signIns,
            SwitchRoles switchRoles,
            CliLogins cliLogins,
            OwnSessions ownSessions,
            BrowserSessions sessions,
            Authenticator authenticator,
            AwsPolicies awsPolicies,
            Seals seals,
            SignInEvents events) {
        this.signIns = signIns;
        this.switchRoles = switchRoles;
        this.cliLogins = cliLogins;
        this.ownSessions = ownSessions;
        this.sessions = sessions;
        this.authenticator = authenticator;
        this.awsPolicies = awsPolicies;
        this.seals = seals;
        this.events = events;
    }

    /** Answers a call of one of the API's operations, which the path names. */
    HttpAnswer handle(String operation, HttpCall call) {
        var fields = Fields.ofJson(call);
        if (fields.isEmpty() || !BrowserRequest.isSameOrigin(call)) {
            return refusal(400, "This takes a JSON object of texts, from a page of this server.", Duration.ZERO);
        }
        try {
            return switch (operation) {
                case "page" -> page(call);
                case "password", "passkey", "second-factor", "new-password" -> step(operation, fields.get(), call);
                case "passkey-options" -> passkeyOptions(signIns.passkeyOptions(call));
                case "session" -> session(call);
                case "prove" -> prove(fields.get(), call);
                case "prove-options" -> proveOptions(call);
                case "switch-role" -> switchRole(fields.get(), call);
                case "acting" -> acting(switchRoles.present(call));
                case "back" -> back(call);
                case "authorize" -> authorize(fields.get(), call);
                case "sessions" -> sessions(standing(call), call);
                case "end-session" -> endSession(fields.get().get("id"), call);
                case "sign-out" -> end(call, false);
                case "sign-out-everywhere" -> end(call, true);
                default -> refusal(404, "There is no such operation.", Duration.ZERO);
            };
        } catch (ApiException e) {
            if (e.error() instanceof NotAuthenticated) {
                return refusal(UNAUTHORIZED, "There is no session, or it is over.", Duration.ZERO);
            }
            throw e;
        }
    }

    private HttpAnswer switchRole(Fields fields, HttpCall call) {
        try {
            return acting(switchRoles.begin(fields.get("account"), fields.get("roleName"), call));
        } catch (ApiException e) {
            return switch (e.error()) {
                case AccessDenied _ -> refusal(403, SwitchRoles.REFUSED, Duration.ZERO);
                case ValidationError _ -> refusal(403, SwitchRoles.REFUSED, Duration.ZERO);
                default -> throw e;
            };
        }
    }

    private static HttpAnswer acting(SwitchRoles.Acting acting) {
        var fields = shown("acting", Optional.empty());
        fields.put("acting", acting.id());
        fields.put("arn", acting.arn());
        fields.put("account", acting.account());
        acting.alias().ifPresent(alias -> fields.put("alias", alias));
        fields.put("roleName", acting.role());
        fields.put("expiresAt", acting.expiresAt());
        return Answers.json(200, fields, List.of());
    }

    private HttpAnswer back(HttpCall call) {
        switchRoles.end(call);
        return session(call);
    }

    private HttpAnswer authorize(Fields fields, HttpCall call) {
        var standing = standing(call);
        if (!CliLogins.isProvenLately(standing.found().session(), call.arrival())) {
            return refusal(UNAUTHORIZED, "Sign in again: this asks for a recent proof of who you are.", Duration.ZERO);
        }
        try {
            var authorized = cliLogins.authorize(standing.found(), fields, call);
            var shown = shown("authorized", Optional.empty());
            authorized.redirect().ifPresent(address -> shown.put("redirect", address));
            authorized.shown().ifPresent(code -> shown.put("code", code));
            return Answers.json(200, shown, List.of());
        } catch (CliLogins.Refused e) {
            events.refused(
                    call, Event.AUTHORIZE_CLI, 403, e.error(), Optional.of(new SignInEvents.Claimant(standing.arn())));
            return refusal(403, e.text(), Duration.ZERO);
        }
    }

    private HttpAnswer page(HttpCall call) {
        var browser = BrowserCookie.present(call).orElseGet(seals::newBrowser);
        return Answers.json(
                200, Map.of("page", seals.page(browser, call.arrival())), List.of(BrowserCookie.set(browser, call)));
    }

    private HttpAnswer step(String operation, Fields fields, HttpCall call) {
        var browser = BrowserCookie.present(call);
        if (browser.isEmpty()) {
            return refusal(400, "The browser sent no cookie.", Duration.ZERO);
        }
        if (isFirst(operation) && !seals.isPage(browser.get(), fields.get("page"), call.arrival())) {
            return refusal(400, "The page is too old, or not of this browser.", Duration.ZERO);
        }
        return answer(Steps.take(signIns, operation, fields, browser.get(), call), call);
    }

    /** Whether a step is the first one, which wants a page that was not made by somebody else. */
    static boolean isFirst(String step) {
        return step.equals("password") || step.equals("passkey");
    }

    /** What a page asks the browser for. */
    private static HttpAnswer passkeyOptions(Optional<String> options) {
        return options.map(text -> {
                    var shown = shown("passkeyOptions", Optional.empty());
                    shown.put("passkeyOptions", text);
                    return Answers.json(200, shown, List.of());
                })
                .orElseGet(() -> refusal(404, "No passkey answers here.", Duration.ZERO));
    }

    private static HttpAnswer answer(Outcome outcome, HttpCall call) {
        return switch (outcome) {
            case Outcome.SignedIn(var opened, var facts) -> {
                var shown = shown("signedIn", facts);
                shown.put("half", opened.half());
                yield Answers.json(
                        200,
                        shown,
                        List.of(
                                BrowserRequest.setSessionCookie(opened.cookie(), call.secure()),
                                BrowserCookie.forget(call)));
            }
            case Outcome.SecondFactorNeeded(var ticket, var methods, var options, var problem) -> {
                var shown = shown("secondFactor", problem);
                shown.put("ticket", ticket);
                shown.put("methods", methods);
                options.ifPresent(text -> shown.put("passkeyOptions", text));
                yield Answers.json(problem.isPresent() ? 403 : 200, shown, List.of());
            }
            case Outcome.NewPasswordNeeded(var ticket, var problem) -> {
                var shown = shown("newPassword", problem);
                shown.put("ticket", ticket);
                yield Answers.json(problem.isPresent() ? 403 : 200, shown, List.of());
            }
            case Outcome.Refused(var status, var message, var wait) -> refusal(status, message, wait);
        };
    }

    private static Map<String, Object> shown(String state, Optional<String> problem) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("state", state);
        problem.ifPresent(text -> fields.put("message", text));
        return fields;
    }

    private static Map<String, Object> shown(String state, SessionFacts facts) {
        var fields = shown(state, Optional.empty());
        fields.put("name", facts.name());
        fields.put("arn", facts.arn());
        fields.put("account", facts.account());
        facts.alias().ifPresent(alias -> fields.put("alias", alias));
        fields.put("expiresAt", facts.expiresAt());
        fields.put("endsUnusedAt", facts.endsUnusedAt());
        fields.put("idleSeconds", facts.idle().toSeconds());
        fields.put("provenAt", facts.provenAt());
        facts.secondFactor().ifPresent(method -> fields.put("secondFactor", method));
        return fields;
    }

    static HttpAnswer refusal(int status, String message, Duration wait) {
        var fields = shown("refused", Optional.of(message));
        fields.put("waitSeconds", seconds(wait));
        return Answers.json(status, fields, List.of());
    }

    /** Whole seconds, the last one begun counted. */
    static long seconds(Duration wait) {
        return wait.plusNanos(999_999_999).toSeconds();
    }

    /** A session with its principal as it stands now. */
    private record Standing(Found found, String arn) {}

    private Standing standing(HttpCall call) {
        var found = sessions.find(call);
        var caller = authenticator.holder(found, RequestFacts.of(call));
        return new Standing(
                found, Subject.of(found.account(), caller, awsPolicies).arn());
    }

    /** Asking about a session does not prolong it, so that a page can watch it end. */
    private HttpAnswer session(HttpCall call) {
        var standing = standing(call);
        return Answers.json(
                200, shown("signedIn", facts(standing, standing.found().session())), List.of());
    }

    private SessionFacts facts(Standing standing, BrowserSession session) {
        var account = standing.found().account();
        var name = owner(account, session).map(CredentialOwner::userName).orElse(standing.arn());
        return SessionFacts.of(account, session, name, standing.arn(), sessions.lastUse(session));
    }

    private static Optional<CredentialOwner> owner(Account account, BrowserSession session) {
        return switch (session.principal()) {
            case SessionPrincipal.Root _, SessionPrincipal.User _ ->
                CredentialOwner.find(account, session.principal().id());
            case SessionPrincipal.Temporary _ -> Optional.empty();
        };
    }

    private HttpAnswer prove(Fields fields, HttpCall call) {
        var standing = standing(call);
        var owner = owner(standing.found().account(), standing.found().session());
        if (owner.isEmpty()) {
            return refusal(403, "Sign in anew to prove who you are: this session has no password.", Duration.ZERO);
        }
        var refused = signIns.again(standing.found(), owner.get(), fields.get("password"), Steps.answer(fields), call);
        if (refused.isPresent()) {
            return answer(refused.get(), call);
        }
        return session(call);
    }

    private HttpAnswer proveOptions(HttpCall call) {
        var standing = standing(call);
        return passkeyOptions(owner(standing.found().account(), standing.found().session())
                .flatMap(owner -> signIns.passkeyOptions(standing.found(), owner, call)));
    }

    private HttpAnswer sessions(Standing standing, HttpCall call) {
        var shown = shown("sessions", Optional.empty());
        shown.put("sessions", ownSessions.shown(standing.found(), RequestFacts.of(call)));
        return Answers.json(200, shown, List.of());
    }

    /** To end the session of the request itself is to sign out. */
    private HttpAnswer endSession(String id, HttpCall call) {
        var standing = standing(call);
        if (id.equals(standing.found().session().id())) {
            return end(call, false);
        }
        var facts = RequestFacts.of(call);
        var other = ownSessions.find(standing.found(), id, facts);
        if (other.isEmpty()) {
            return refusal(404, "You have no such session.", Duration.ZERO);
        }
        sessions.end(other.get(), standing.arn(), facts);
        events.done(call, Event.END_SESSION, standing.found().account(), standing.arn(), Optional.of(id));
        return sessions(standing, call);
    }

    private HttpAnswer end(HttpCall call, boolean everywhere) {
        var standing = standing(call);
        end(standing.found(), standing.arn(), everywhere, call);
        return Answers.json(
                200, shown("signedOut", Optional.empty()), List.of(BrowserRequest.forgetSessionCookie(call.secure())));
    }

    private void end(Found found, String arn, boolean everywhere, HttpCall call) {
        var facts = RequestFacts.of(call);
        if (everywhere) {
            sessions.endAll(found, arn, facts);
        } else {
            sessions.end(found, arn, facts);
        }
        events.done(
                call,
                everywhere ? Event.SIGN_OUT_EVERYWHERE : Event.SIGN_OUT,
                found.account(),
                arn,
                Optional.of(found.session().id()));
    }

    /** Ends a session by the form of the page that it was opened with, where no script can hold the second half. */
    void endByForm(String sealed, boolean everywhere, HttpCall call) {
        seals.sessionToEnd(sealed, call.arrival())
                .flatMap(id -> sessions.findByCookie(id, call))
                .ifPresent(found -> {
                    var caller = authenticator.holder(found, RequestFacts.of(call));
                    var arn = Subject.of(found.account(), caller, awsPolicies).arn();
                    end(found, arn, everywhere, call);
                });
    }
}
