// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.authn.BrowserRequest;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.Throttling;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.storage.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What browsers see under {@code /signin} and {@code /console}; every other call goes on to the API. */
public final class SignInSite implements HttpApi {
    private static final System.Logger LOG = System.getLogger(SignInSite.class.getName());
    private static final String API = "/signin/api/";
    private static final String FEDERATION = "/federation";
    private static final String TOKEN = "/v1/token";
    private static final String AUTHORIZE = "/v1/authorize";
    private static final Set<String> OTHER_PATHS = Set.of(FEDERATION, TOKEN, AUTHORIZE);
    private static final String OF_ACCOUNT = "/console/signin/";
    private static final Set<String> STEPS = Set.of("password", "passkey", "second-factor", "new-password");

    private final SignIns signIns;
    private final SignInApi signInApi;
    private final Federation federation;
    private final TokenEndpoint tokens;
    private final Seals seals;
    private final Metrics metrics;
    private final HttpApi api;
    private final byte[] style = resource("signin.css");
    private final byte[] script = resource("signin.js");
    private final byte[] scriptOfTabs = resource("tab.js");

    SignInSite(
            SignIns signIns,
            SignInApi signInApi,
            Federation federation,
            TokenEndpoint tokens,
            Seals seals,
            Metrics metrics,
            HttpApi api) {
        this.signIns = signIns;
        this.signInApi = signInApi;
        this.federation = federation;
        this.tokens = tokens;
        this.seals = seals;
        this.metrics = metrics;
        this.api = api;
    }

    @Override
    public HttpAnswer handle(HttpCall call) {
        var path = call.rawPath();
        if (!isUnder("/signin", path) && !isUnder("/console", path) && !OTHER_PATHS.contains(path)) {
            return isVisit(call) ? Answers.redirect("/console/", List.of()) : api.handle(call);
        }
        long start = System.nanoTime();
        var answer = answer(path, call);
        var operation = path.startsWith(API) ? "api" : "page";
        metrics.request("signin", operation, answer.status(), Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    private static boolean isUnder(String root, String path) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    /** Somebody typed the address of the server into a browser. */
    private static boolean isVisit(HttpCall call) {
        return call.method().equals("GET")
                && call.target().equals("/")
                && call.header("Sec-Fetch-Dest").filter("document"::equals).isPresent()
                && call.header("Authorization").isEmpty();
    }

    private HttpAnswer answer(String path, HttpCall call) {
        try {
            return switch (call.method()) {
                case "GET", "HEAD" -> path.equals(FEDERATION) ? federation.handle(call) : shown(path, call);
                case "POST" -> sent(path, call);
                default -> Answers.text(405, "Only GET and POST are served here.\n");
            };
        } catch (ApiException e) {
            if (e.error() instanceof Throttling) {
                return failure(path, 503, "Too many people sign in at this moment. Try again.");
            }
            LOG.log(System.Logger.Level.ERROR, "A sign-in failed", e);
            return failure(path, 500, "The sign-in failed because of an internal error.");
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.ERROR, "The store refused", e);
            return failure(path, 503, "The store refused: nothing can be written at this moment.");
        }
    }

    private HttpAnswer sent(String path, HttpCall call) {
        return switch (path) {
            case FEDERATION -> federation.handle(call);
            case TOKEN -> tokens.handle(call);
            default -> path.startsWith(API) ? signInApi.handle(path.substring(API.length()), call) : posted(path, call);
        };
    }

    private static HttpAnswer failure(String path, int status, String message) {
        return path.startsWith(API)
                ? SignInApi.refusal(status, message, Duration.ZERO)
                : Answers.html(status, Pages.message("Not signed in", message), List.of());
    }

    private HttpAnswer shown(String path, HttpCall call) {
        return switch (path) {
            case "/signin/signin.css" -> Answers.of(200, "text/css; charset=utf-8", style, List.of());
            case "/signin/signin.js" -> Answers.of(200, "text/javascript; charset=utf-8", script, List.of());
            case "/signin/tab.js" -> Answers.of(200, "text/javascript; charset=utf-8", scriptOfTabs, List.of());
            case AUTHORIZE -> Pages.answer(200, Pages.authorize(), List.of(), call);
            case "/console/switchrole" -> Pages.answer(200, Pages.switchRole(), List.of(), call);
            case "/console" -> Answers.redirect("/console/", List.of());
            case "/console/" -> Pages.answer(200, Pages.home(), List.of(), call);
            default ->
                filled(path)
                        .map(filled -> firstPage(filled, Pages.Problem.NONE, call))
                        .orElseGet(() -> Answers.text(404, "There is no such page.\n"));
        };
    }

    /** What the sign-in page of a path is filled in with; empty if there is none under it. */
    private static Optional<Pages.Filled> filled(String path) {
        return switch (path) {
            case "/signin", "/console/signin" -> Optional.of(new Pages.Filled(false, "", ""));
            case "/signin/root" -> Optional.of(new Pages.Filled(true, "", ""));
            default ->
                path.startsWith(OF_ACCOUNT) && path.indexOf('/', OF_ACCOUNT.length()) < 0
                        ? decoded(path.substring(OF_ACCOUNT.length()))
                                .map(account -> new Pages.Filled(false, account, ""))
                        : Optional.empty();
        };
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private HttpAnswer firstPage(Pages.Filled filled, Pages.Problem problem, HttpCall call) {
        var browser = BrowserCookie.present(call).orElseGet(seals::newBrowser);
        var page = seals.page(browser, call.arrival());
        return Pages.answer(
                problem.status(),
                Pages.password(page, filled, problem),
                List.of(BrowserCookie.set(browser, call)),
                call);
    }

    private HttpAnswer posted(String path, HttpCall call) {
        var fields = Fields.ofForm(call);
        if (fields.isEmpty() || !BrowserRequest.isSameOrigin(call)) {
            return Answers.text(400, "This takes a form of a page of this server.\n");
        }
        if (path.equals("/signin/out")) {
            return signOut(fields.get(), call);
        }
        return filled(path)
                .map(filled -> step(filled, fields.get(), call))
                .orElseGet(() -> Answers.text(404, "There is no such page.\n"));
    }

    private HttpAnswer step(Pages.Filled filled, Fields fields, HttpCall call) {
        var step = fields.get("step");
        var browser = BrowserCookie.present(call);
        boolean isOfPage = !SignInApi.isFirst(step)
                || browser.filter(known -> seals.isPage(known, fields.get("page"), call.arrival()))
                        .isPresent();
        if (browser.isEmpty() || !isOfPage || !STEPS.contains(step)) {
            var problem = Optional.of("The page was too old, or the browser takes no cookies. Try again.");
            return firstPage(filled, new Pages.Problem(400, problem, Duration.ZERO), call);
        }
        if (step.equals("new-password") && !fields.get("newPassword").equals(fields.get("repeated"))) {
            var problem = Pages.Problem.of(Optional.of("The two passwords are not the same."));
            return Pages.answer(problem.status(), Pages.newPassword(fields.get("ticket"), problem), List.of(), call);
        }
        var outcome = Steps.take(signIns, step, fields, browser.get(), call);
        return page(outcome, refilled(filled, fields), call);
    }

    private static Pages.Filled refilled(Pages.Filled filled, Fields fields) {
        return fields.has("email")
                ? new Pages.Filled(true, "", fields.get("email"))
                : new Pages.Filled(
                        filled.isRoot(),
                        fields.has("account") ? fields.get("account") : filled.account(),
                        fields.get("name"));
    }

    private HttpAnswer page(Outcome outcome, Pages.Filled filled, HttpCall call) {
        return switch (outcome) {
            case Outcome.SignedIn signedIn -> {
                var end = seals.endOf(signedIn.opened().session().id(), call.arrival());
                yield Pages.answer(
                        200,
                        Pages.signedIn(signedIn, end, "/console/"),
                        List.of(
                                BrowserRequest.setSessionCookie(
                                        signedIn.opened().cookie(), call.secure()),
                                BrowserCookie.forget(call)),
                        call);
            }
            case Outcome.SecondFactorNeeded needed -> {
                var problem = Pages.Problem.of(needed.problem());
                yield Pages.answer(problem.status(), Pages.secondFactor(needed, problem), List.of(), call);
            }
            case Outcome.NewPasswordNeeded(var ticket, var message) -> {
                var problem = Pages.Problem.of(message);
                yield Pages.answer(problem.status(), Pages.newPassword(ticket, problem), List.of(), call);
            }
            case Outcome.Refused(var status, var message, var wait) ->
                firstPage(filled, new Pages.Problem(status, Optional.of(message), wait), call);
        };
    }

    private HttpAnswer signOut(Fields fields, HttpCall call) {
        try {
            signInApi.endByForm(fields.get("session"), fields.get("where").equals("everywhere"), call);
        } catch (ApiException e) {
            if (!(e.error() instanceof NotAuthenticated)) { // else it is over already
                throw e;
            }
        }
        return Pages.answer(
                200,
                Pages.message("Signed out", "The session in this browser is over."),
                List.of(BrowserRequest.forgetSessionCookie(call.secure())),
                call);
    }

    private static byte[] resource(String name) {
        try (var in = SignInSite.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The server has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
