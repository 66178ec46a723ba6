// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.server.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What of a request tells that one of our own pages sent it, and for which session. */
public final class BrowserRequest {
    /** The header with the second half of a session, which only a page of ours can have. */
    public static final String HALF = "x-portcullis-session";

    /** The header that names the role that a tab acts as. */
    public static final String ACTING = "x-portcullis-acting";

    private static final String SESSION_COOKIE = "portcullis-session";
    private static final int MOST_COOKIES = 8;
    private static final int LONGEST_COOKIE = 512;

    private BrowserRequest() {}

    /** Whether the request wants to be made in a browser session, rightly or not. */
    public static boolean isClaimedBy(HttpCall call) {
        return call.header(HALF).isPresent() || call.header(ACTING).isPresent();
    }

    /**
     * Whether a page of this very origin (scheme, host and port) sent it: its {@code Origin} says so, and what the browser itself says of
     * where the request comes from does not say otherwise. Browsers leave {@code Sec-Fetch-Site} out only where neither TLS nor the name of
     * this machine is used.
     */
    public static boolean isSameOrigin(HttpCall call) {
        var origins = call.headers("Origin");
        return origins.size() == 1
                && origins.getFirst().equals(call.origin())
                && call.headers("Sec-Fetch-Site").stream().allMatch("same-origin"::equals);
    }

    /** The name of a cookie of ours: over TLS one that no other host and no plain connection can set (RFC 6265bis, 4.1.3.2). */
    public static String cookieName(String name, boolean secure) {
        return secure ? "__Host-" + name : name;
    }

    /** A {@code Set-Cookie} value for a cookie that no script reads and that other sites do not make the browser send. */
    public static String setCookie(String name, String value, boolean secure) {
        return cookieName(name, secure) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    /** A {@code Set-Cookie} value that makes the browser forget a cookie. */
    public static String forgetCookie(String name, boolean secure) {
        return setCookie(name, "", secure) + "; Max-Age=0";
    }

    /** The {@code Set-Cookie} value for a session's cookie. */
    public static String setSessionCookie(String sealed, boolean secure) {
        return setCookie(SESSION_COOKIE, sealed, secure);
    }

    /** The {@code Set-Cookie} value that ends a session's cookie. */
    public static String forgetSessionCookie(boolean secure) {
        return forgetCookie(SESSION_COOKIE, secure);
    }

    /** The values of the session cookies in a request: more than one, where something else on this host sets cookies too. */
    static List<String> sessionCookies(HttpCall call) {
        return cookies(call, SESSION_COOKIE);
    }

    /** The value of a cookie of ours; empty if there is none, or more than one, of which one is not ours. */
    public static Optional<String> cookie(HttpCall call, String name) {
        var all = cookies(call, name);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    private static List<String> cookies(HttpCall call, String name) {
        var start = cookieName(name, call.secure()) + "=";
        return call.headers("Cookie").stream()
                .flatMap(line -> Arrays.stream(line.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(start))
                .map(pair -> pair.substring(start.length()))
                .flatMap(value -> isPlain(value) ? Stream.of(value) : Stream.empty())
                .limit(MOST_COOKIES)
                .toList();
    }

    private static boolean isPlain(String value) {
        return value.length() <= LONGEST_COOKIE
                && StandardCharsets.US_ASCII.newEncoder().canEncode(value);
    }
}
