// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A client of the sign-in API and of operations in a browser session: what the pages do, without a browser. */
final class SignInClient {
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI origin;
    private String half = "";

    SignInClient(ShippedServer server) {
        this.origin = URI.create("http://localhost:" + server.endpoint().getPort());
    }

    /** An answer of the API. */
    record Told(int status, String body) {
        /** A text or a number of it; empty if it is not there. */
        String get(String field) {
            var found = Pattern.compile("\"%s\":\"?([^\",}]*)".formatted(field)).matcher(body);
            return found.find() ? found.group(1) : "";
        }
    }

    /** Takes the first step as an IAM user. */
    Told user(String account, String name, String password) {
        return call("password", Map.of("page", page(), "account", account, "name", name, "password", password));
    }

    /** Takes the first step as the root user. */
    Told root(String email, String password) {
        return call("password", Map.of("page", page(), "email", email, "password", password));
    }

    private String page() {
        return call("page", Map.of()).get("page");
    }

    /** An operation of the sign-in API. */
    Told call(String operation, Map<String, String> fields) {
        var json = fields.entrySet().stream()
                .map(field -> "\"%s\":\"%s\"".formatted(field.getKey(), escaped(field.getValue())))
                .collect(Collectors.joining(",", "{", "}"));
        var told = post("/signin/api/" + operation, "application/json", json);
        if (!told.get("half").isEmpty()) {
            half = told.get("half");
        }
        return told;
    }

    /** An operation of IAM, in the session. */
    Told iam(String action) {
        var form = "Version=2010-05-08&Action=" + URLEncoder.encode(action, StandardCharsets.UTF_8);
        return post("/", "application/x-www-form-urlencoded", form);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private Told post(String path, String type, String body) {
        var request = HttpRequest.newBuilder(origin.resolve(path))
                .header("Content-Type", type)
                .header("Origin", origin.toString())
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(body));
        if (!half.isEmpty()) {
            request.header("x-portcullis-session", half);
        }
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            return new Told(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while signing in", e);
        }
    }
}
