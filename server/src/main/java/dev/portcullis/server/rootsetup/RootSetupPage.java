// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rootsetup;

import dev.portcullis.server.audit.AuditLog;
import dev.portcullis.server.audit.AuditRecord;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.error.AwsErrors;
import dev.portcullis.server.error.AwsErrors.WireError;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.http.HttpHeader;
import dev.portcullis.server.rootsetup.RootSetup.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page behind a link: a form that works without script, which only saves pasting the token out of the link. What is sent is good for
 * nothing without the token, so a form on somebody else's page can do no harm.
 */
public final class RootSetupPage implements HttpApi {
    /** Where the page is. */
    public static final String PATH = "/signin/root-setup";

    private static final String FORM_TYPE = "application/x-www-form-urlencoded";
    private static final String PAGE = resource("page.html");
    private static final String DONE = resource("done.html");
    private static final String TOKEN = "name=\"token\"";
    private static final String MESSAGE = "<!--message-->";

    /** Nothing is loaded but the style of the sign-in pages, and nothing runs but the script that the page itself has. */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src %s; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                    .formatted(scriptHash());

    private final RootSetup setup;
    private final AuditLog audit;

    /** @param audit is told of refusals; of what was done the history tells */
    public RootSetupPage(RootSetup setup, AuditLog audit) {
        this.setup = setup;
        this.audit = audit;
    }

    @Override
    public HttpAnswer handle(HttpCall call) {
        return switch (call.method()) {
            case "GET", "HEAD" -> html(200, PAGE);
            case "POST" -> complete(call);
            default -> HttpAnswer.text(405, "Only GET and POST are served here.\n");
        };
    }

    private HttpAnswer complete(HttpCall call) {
        if (call.header("Content-Type")
                .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(FORM_TYPE))
                .isEmpty()) {
            return refused(415, "Only forms are taken here.", "");
        }
        Map<String, String> form;
        try {
            form = form(new String(call.body(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return refused(400, "The form cannot be read.", "");
        }
        var token = form.getOrDefault("token", "").strip();
        var password = form.getOrDefault("password", "");
        if (!password.equals(form.getOrDefault("again", ""))) {
            return refused(400, "The two passwords are not the same.", token);
        }
        try {
            setup.complete(token, password, new Origin(call.requestId(), call.client()));
            return html(200, DONE);
        } catch (ApiException e) {
            var error = AwsErrors.render(e.error());
            audit.append(refusal(call, error));
            return refused(error.status(), error.message(), token);
        }
    }

    /** Nothing is proven about whoever tried. */
    private static AuditRecord refusal(HttpCall call, WireError error) {
        return new AuditRecord(
                call.arrival(),
                call.requestId(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                call.client().getHostAddress(),
                call.header("User-Agent"),
                "signin",
                "SetUpRoot",
                error.status(),
                error.code(),
                Optional.empty(),
                List.of());
    }

    /** The form again, with its token but without the passwords. */
    private static HttpAnswer refused(int status, String why, String token) {
        return html(
                status,
                PAGE.replace(TOKEN, TOKEN + " value=\"" + escaped(token) + "\"")
                        .replace(MESSAGE, "<p role=\"alert\" class=\"problem\">" + escaped(why) + "</p>"));
    }

    private static HttpAnswer html(int status, String page) {
        return new HttpAnswer(
                status,
                List.of(
                        new HttpHeader("Content-Type", "text/html; charset=utf-8"),
                        new HttpHeader("Content-Security-Policy", POLICY),
                        new HttpHeader("Cache-Control", "no-store"),
                        new HttpHeader("Referrer-Policy", "no-referrer"),
                        new HttpHeader("X-Content-Type-Options", "nosniff"),
                        new HttpHeader("X-Frame-Options", "DENY"),
                        new HttpHeader("Cross-Origin-Opener-Policy", "same-origin")),
                page.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if a percent sign is followed by no number, or a field is there twice */
    private static Map<String, String> form(String body) {
        var fields = new HashMap<String, String>();
        for (var field : body.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                var name = URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8);
                if (fields.put(name, URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8)) != null) {
                    throw new IllegalArgumentException("twice");
                }
            }
        }
        return fields;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** As a Content Security Policy names what is in the script element (CSP Level 3, 6.7.2). */
    private static String scriptHash() {
        var found = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(PAGE);
        if (!found.find()) {
            throw new IllegalStateException("The page has no script");
        }
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(found.group(1).getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(RootSetupPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
