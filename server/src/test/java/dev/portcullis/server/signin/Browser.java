// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a browser does: it keeps cookies, and says where requests come from. What a test wants to be otherwise it sets. */
public final class Browser {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern TEXT = Pattern.compile("\"(\\w+)\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":(\\d+)");
    private static final Pattern HIDDEN = Pattern.compile("type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"");

    private final URI origin;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private Optional<String> half = Optional.empty();

    public Browser(TestServer server) {
        this.origin = URI.create("http://localhost:" + server.endpoint().getPort());
    }

    /** An answer. */
    public record Answer(int status, String body, HttpResponse<String> http) {
        /** A text or number of a JSON answer; empty text if it is not there. */
        public String get(String field) {
            for (var pattern : new Pattern[] {TEXT, NUMBER}) {
                var match = pattern.matcher(body);
                while (match.find()) {
                    if (match.group(1).equals(field)) {
                        return match.group(2);
                    }
                }
            }
            return "";
        }

        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        /** The hidden fields of the first form of a page that has them. */
        public Map<String, String> hidden() {
            return HIDDEN.matcher(body)
                    .results()
                    .collect(
                            Collectors.toMap(match -> match.group(1), match -> match.group(2), (first, next) -> first));
        }
    }

    public String origin() {
        return origin.toString();
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    public Optional<String> half() {
        return half;
    }

    /** Has that second half from now on, as if a script had put it there. */
    public void half(Optional<String> text) {
        half = text;
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** Calls an operation of the sign-in API, as a page of the server does. */
    public Answer api(String operation, String... fields) {
        return api(operation, Map.of(), fields);
    }

    /** Calls an operation with other headers; one that is empty is left out. */
    public Answer api(String operation, Map<String, String> otherHeaders, String... fields) {
        var json = new StringBuilder("{");
        for (int i = 0; i < fields.length; i += 2) {
            json.append(i == 0 ? "" : ",").append(quoted(fields[i])).append(":").append(quoted(fields[i + 1]));
        }
        return post(
                "/signin/api/" + operation, "application/json", json.append("}").toString(), otherHeaders);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Sends a form of a page. */
    public Answer form(String path, Map<String, String> fields) {
        return post(path, "application/x-www-form-urlencoded", encoded(fields), Map.of());
    }

    /** Calls an operation, as the console does. */
    public Answer query(String version, String action, Map<String, String> otherHeaders, String... parameters) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("Action", action);
        fields.put("Version", version);
        for (int i = 0; i < parameters.length; i += 2) {
            fields.put(parameters[i], parameters[i + 1]);
        }
        return post("/", "application/x-www-form-urlencoded", encoded(fields), otherHeaders);
    }

    public Answer iam(String action, String... parameters) {
        return query("2010-05-08", action, Map.of(), parameters);
    }

    public Answer sts(String action, String... parameters) {
        return query("2011-06-15", action, Map.of(), parameters);
    }

    public Answer portcullis(String action, String... parameters) {
        return query(PortcullisModel.METADATA.apiVersion(), action, Map.of(), parameters);
    }

    /** Shows the first page, so that the password can be sent; answers its token. */
    public String page() {
        return api("page").get("page");
    }

    /** Takes the first step as an IAM user of the first account. */
    public Answer password(String name, String password) {
        return api("password", "page", page(), "account", TestServer.ACCOUNT, "name", name, "password", password);
    }

    /** Takes the first step as the root user. */
    public Answer rootPassword(String password) {
        return api("password", "page", page(), "email", "root@example.com", "password", password);
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Sends that, with other headers; one that is empty is left out. */
    public Answer post(String path, String type, String body, Map<String, String> otherHeaders) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", type);
        headers.put("Origin", origin.toString());
        headers.put("Sec-Fetch-Site", "same-origin");
        half.ifPresent(text -> headers.put("x-portcullis-session", text));
        headers.putAll(otherHeaders);
        var request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(origin.resolve(path)).header("User-Agent", "a browser");
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var http = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            http.headers().allValues("Set-Cookie").forEach(this::keep);
            var answer = new Answer(http.statusCode(), http.body(), http);
            if (!answer.get("half").isEmpty()) {
                half = Optional.of(answer.get("half"));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String setCookie) {
        var pair = setCookie.split(";", 2)[0].split("=", 2);
        if (setCookie.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }
}
