// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpCall;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The pages, as text. Everything that does not stand here is escaped before it goes into one. */
final class Pages {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Pages() {}

    /**
     * What the first form is filled in with.
     *
     * @param isRoot whether a root user signs in
     * @param account the number or alias in the user's form
     * @param name the user's name, or the e-mail address
     */
    record Filled(boolean isRoot, String account, String name) {}

    /** What went wrong before, if anything. */
    record Problem(int status, Optional<String> message, Duration pause) {
        static final Problem NONE = new Problem(200, Optional.empty(), Duration.ZERO);

        static Problem of(Optional<String> message) {
            return new Problem(message.isPresent() ? 403 : 200, message, Duration.ZERO);
        }

        private String html() {
            var waiting =
                    pause.isPositive() ? " The next attempt counts in " + SignInApi.seconds(pause) + " seconds." : "";
            return message.map(text -> "<p role=\"alert\" class=\"problem\">" + escaped(text + waiting) + "</p>\n")
                    .orElse("");
        }
    }

    /** The first step. */
    static String password(String page, Filled filled, Problem problem) {
        return page(
                filled.isRoot() ? "Sign in as root user" : "Sign in",
                problem.html()
                        + """
                <form method="post" id="sign-in">
                <input type="hidden" name="step" value="password">
                <input type="hidden" name="page" value="%s">
                %s<label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required>
                %s<button>Sign in</button>
                </form>
                <form method="post" id="passkey-alone" hidden>
                <input type="hidden" name="step" value="passkey">
                <input type="hidden" name="page" value="%s">
                <input type="hidden" name="passkey">
                <button>Sign in with a passkey</button>
                <p role="status"></p>
                </form>
                <p>%s</p>
                """.formatted(
                                        escaped(page),
                                        filled.isRoot() ? rootFields(filled) : userFields(filled),
                                        filled.isRoot() ? "" : """
                                <p class="check"><input type="checkbox" id="remember">
                                <label for="remember">Remember account and name in this browser</label></p>
                                """,
                                        escaped(page),
                                        filled.isRoot()
                                                ? "<a href=\"/signin\">Sign in as IAM user</a>"
                                                : "<a href=\"/signin/root\">Sign in as root user</a>"));
    }

    private static String rootFields(Filled filled) {
        return """
                <label for="email">E-mail address of the root user</label>
                <input id="email" name="email" type="email" autocomplete="username" required value="%s">
                """.formatted(escaped(filled.name()));
    }

    private static String userFields(Filled filled) {
        return """
                <label for="account">Account number or alias</label>
                <input id="account" name="account" autocomplete="organization" autocapitalize="none" spellcheck="false" required value="%s">
                <label for="name">User name</label>
                <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required value="%s">
                """.formatted(escaped(filled.account()), escaped(filled.name()));
    }

    /** The step of the second factor: a code, a passkey, or either. A passkey needs the script, which fills its form in. */
    static String secondFactor(Outcome.SecondFactorNeeded needed, Problem problem) {
        var passkey = needed.passkeyOptions()
                .map(options -> passkeyForm(needed.ticket(), options))
                .orElse(needed.methods().contains(SecondFactors.PASSKEY) ? """
                        <p>Your passkey does not answer here: it belongs to another address of this server.</p>
                        """ : "");
        var code = needed.methods().stream().anyMatch(method -> !method.equals(SecondFactors.PASSKEY))
                ? codeForm(needed.ticket(), passkey.isEmpty())
                : "";
        return page("Second factor", problem.html() + passkey + code + "<p><a href=\"/signin\">Start again</a></p>\n");
    }

    private static String passkeyForm(String ticket, String options) {
        return """
                <noscript><p>A passkey needs JavaScript.</p></noscript>
                <form method="post" id="passkey-second" data-options="%s">
                <input type="hidden" name="step" value="second-factor">
                <input type="hidden" name="ticket" value="%s">
                <input type="hidden" name="passkey">
                <button>Use your passkey</button>
                <p role="status"></p>
                </form>
                """.formatted(escaped(options), escaped(ticket));
    }

    private static String codeForm(String ticket, boolean isFirst) {
        return """
                <form method="post">
                <input type="hidden" name="step" value="second-factor">
                <input type="hidden" name="ticket" value="%s">
                <label for="code">Code that your device shows</label>
                <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required%s>
                <button>Go on</button>
                </form>
                """.formatted(escaped(ticket), isFirst ? " autofocus" : "");
    }

    /** The step of the forced change. */
    static String newPassword(String ticket, Problem problem) {
        return page("New password", problem.html() + """
                <p>You have to choose another password before you go on.</p>
                <form method="post">
                <input type="hidden" name="step" value="new-password">
                <input type="hidden" name="ticket" value="%s">
                <label for="new-password">New password</label>
                <input id="new-password" name="newPassword" type="password" autocomplete="new-password" required autofocus>
                <label for="repeated">The same again</label>
                <input id="repeated" name="repeated" type="password" autocomplete="new-password" required>
                <button>Set and sign in</button>
                </form>
                <p><a href="/signin">Start again</a></p>
                """.formatted(escaped(ticket)));
    }

    /** The page after sign-in: the script takes the second half and goes on; without script one can sign out from here. */
    static String signedIn(Outcome.SignedIn signedIn, String end, String next) {
        var facts = signedIn.facts();
        return page("Signed in", """
                <div data-half="%s" data-next="%s">
                <dl>
                <dt>Signed in as</dt><dd>%s</dd>
                <dt>Account</dt><dd>%s</dd>
                <dt>Until</dt><dd>%s at the latest; after %d minutes without a request</dd>
                </dl>
                <p>The console needs JavaScript. Without it you can end the session here.</p>
                <form method="post" action="/signin/out">
                <input type="hidden" name="session" value="%s">
                <button name="where" value="here">Sign out</button>
                <button name="where" value="everywhere">Sign out everywhere</button>
                </form>
                </div>
                """.formatted(
                        escaped(signedIn.opened().half()),
                        escaped(next),
                        escaped(facts.name()),
                        escaped(facts.account()
                                + facts.alias().map(alias -> " (" + alias + ")").orElse("")),
                        time(facts.expiresAt()),
                        facts.idle().toMinutes(),
                        escaped(end)));
    }

    /** Where a session begins: the script fills it in, for the page itself says nothing to whoever has the cookie alone. */
    static String home() {
        return page("Portcullis", """
                <div id="session">
                <noscript><p>The console needs JavaScript. <a href="/signin">Sign in</a> to end a session without it.</p></noscript>
                <dl>
                <dt>Signed in as</dt><dd data-field="name"></dd>
                <dt>Account</dt><dd data-field="account"></dd>
                <dt>ARN</dt><dd data-field="arn"></dd>
                <dt>Until</dt><dd data-field="until"></dd>
                </dl>
                <div id="acting" hidden>
                <p>In this tab you act as <strong data-acting="name"></strong>: <span data-acting="arn"></span>, until <span data-acting="until"></span>.</p>
                <p><button type="button" id="back">Back to yourself</button></p>
                </div>
                <p><a href="/console/switchrole">Switch role</a></p>
                <p role="status" id="status"></p>
                <p><button type="button" id="sign-out">Sign out</button>
                <button type="button" id="sign-out-everywhere">Sign out everywhere</button></p>
                <form id="passkey-new" hidden>
                <label for="passkey-name">Name of a new passkey</label>
                <input id="passkey-name" name="name" autocomplete="off" spellcheck="false" required maxlength="64" pattern="[\\w+=,.@\\-]+"
                title="Letters, digits and + = , . @ - _">
                <button>Add the passkey</button>
                <p role="status"></p>
                </form>
                </div>
                """);
    }

    /** Where a tab begins to act as a role; the script fills it in from the link, and nothing happens before somebody says so. */
    static String switchRole() {
        return page("Switch role", """
                <form id="switch-role">
                <noscript><p>Switching roles needs JavaScript.</p></noscript>
                <label for="account">Account number or alias</label>
                <input id="account" name="account" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="63">
                <label for="roleName">Role</label>
                <input id="roleName" name="roleName" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="576">
                <label for="displayName">Shown as (as you like)</label>
                <input id="displayName" name="displayName" autocomplete="off" maxlength="64">
                <label for="color">Colour (six hexadecimal digits, as you like)</label>
                <input id="color" name="color" autocomplete="off" maxlength="7" pattern="#?[0-9A-Fa-f]{6}">
                <button>Switch role</button>
                <p role="status"></p>
                </form>
                <p><a href="/console/">Back</a></p>
                """);
    }

    /** Where the link of an identity broker leads: the script goes on by itself where no session is lost by that. */
    static String federated(String token, String destination, String arn) {
        return page("Sign in", """
                <form method="post" action="/federation" id="federated">
                <p>This link signs you in as <strong>%s</strong>. A session that you have in this browser is left for it.</p>
                <input type="hidden" name="Action" value="login">
                <input type="hidden" name="SigninToken" value="%s">
                <input type="hidden" name="Destination" value="%s">
                <button>Sign in</button>
                </form>
                """.formatted(escaped(arn), escaped(token), escaped(destination)));
    }

    /** Where {@code aws login} leads; the script says who asks for what, and nothing happens before somebody agrees. */
    static String authorize() {
        return page("Sign in the AWS CLI", """
                <form id="authorize" hidden>
                <p>The AWS CLI on <strong data-field="where"></strong> asks for credentials of <strong data-field="name"></strong> (<span data-field="arn"></span>) in account <span data-field="account"></span>.</p>
                <p>Go on only if you have just started <code>aws login</code> yourself.</p>
                <button>Allow</button>
                <p role="status"></p>
                <p id="code" hidden>Give the CLI this code: <output></output></p>
                </form>
                <noscript><p>This needs JavaScript.</p></noscript>
                <p><a href="/console/">Leave</a></p>
                """);
    }

    /** Where a link leads that signs out. */
    static String signOut(boolean atOnce) {
        return page("Sign out", """
                <form id="leaving" data-at-once="%s">
                <noscript><p>Signing out from here needs JavaScript.</p></noscript>
                <button>Sign out</button>
                <p role="status"></p>
                </form>
                """.formatted(atOnce));
    }

    /** Says that something is over. */
    static String message(String title, String text) {
        return page(title, "<p>" + escaped(text) + "</p>\n<p><a href=\"/signin\">Sign in</a></p>\n");
    }

    private static String page(String title, String content) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s - Portcullis</title>
                <link rel="stylesheet" href="/signin/signin.css">
                <script src="/signin/signin.js" defer></script>
                <script src="/signin/tab.js" defer></script>
                </head>
                <body>
                <main>
                <h1>%s</h1>
                %s</main>
                </body>
                </html>
                """.formatted(escaped(title), escaped(title), content);
    }

    static HttpAnswer answer(int status, String page, List<String> cookies, HttpCall call) {
        return Answers.html(status, call.method().equals("HEAD") ? "" : page, cookies);
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
