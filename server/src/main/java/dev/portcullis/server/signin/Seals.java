// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.secrets.Binding;
import dev.portcullis.server.secrets.Purpose;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.SealedTokens;
import dev.portcullis.server.secrets.Sealer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What pages carry from one step to the next, sealed: only this server makes it, and each kind opens only for the browser (by a cookie that
 * holds a random value) or the session that it was made for. Thread-safe.
 */
final class Seals {
    /** How long a half-done sign-in may take. */
    static final Duration TICKET_LIFE = Duration.ofMinutes(5);

    /** How long a page may lie open before it is filled in. */
    private static final Duration PAGE_LIFE = Duration.ofHours(12);

    private static final int BROWSER_BYTES = 32;
    private static final Pattern BROWSER = Pattern.compile("[\\w-]{43}"); // URL-safe Base64 of those
    private static final int LONGEST = 8_192;
    private static final Binding CODE = Binding.of("code of aws login");
    private static final Binding REFRESH = Binding.of("refresh token of aws login");
    private static final Binding FEDERATION = Binding.of("federation sign-in token");

    private final SealedTokens tokens;
    private final RandomSource random;

    Seals(Sealer sealer, RandomSource random) {
        this.tokens = new SealedTokens(sealer, Purpose.SIGN_IN, LONGEST);
        this.random = random;
    }

    /** A random value for the cookie of a browser. */
    String newBrowser() {
        return encoded(random.bytes(BROWSER_BYTES));
    }

    static boolean isBrowser(String cookie) {
        return BROWSER.matcher(cookie).matches();
    }

    /** A random id of a ticket. */
    String newTicketId() {
        return encoded(random.bytes(16));
    }

    /** Says that this browser was shown a sign-in page. */
    String page(String browser, Instant now) {
        return tokens.seal(
                Binding.of("sign-in page", browser), now.plus(PAGE_LIFE).toString(), now);
    }

    boolean isPage(String browser, String sealed, Instant now) {
        return tokens.open(Binding.of("sign-in page", browser), sealed, now)
                .filter(end -> now.isBefore(Instant.parse(end)))
                .isPresent();
    }

    String ticket(String browser, Ticket ticket, Instant now) {
        return tokens.seal(Binding.of("sign-in ticket", browser), ticket.text(), now);
    }

    /** A ticket of this browser, at this step, that is still good. */
    Optional<Ticket> ticket(String browser, String sealed, Ticket.Step step, Instant now) {
        return tokens.open(Binding.of("sign-in ticket", browser), sealed, now)
                .map(Ticket::parse)
                .filter(ticket -> ticket.step() == step && now.isBefore(ticket.expiresAt()));
    }

    /** For the form that ends a session: what a page without script has instead of the second half. */
    String endOf(String sessionId, Instant now) {
        return tokens.seal(Binding.of("sign-out form"), sessionId, now);
    }

    Optional<String> sessionToEnd(String sealed, Instant now) {
        return tokens.open(Binding.of("sign-out form"), sealed, now);
    }

    /** What an identity broker sends a browser here with. */
    String federation(Federation.Content content, Instant now) {
        return tokens.seal(FEDERATION, content.text(), now);
    }

    Optional<Federation.Content> federation(String sealed, Instant now) {
        return tokens.open(FEDERATION, sealed, now).map(Federation.Content::parse);
    }

    /** What a browser takes from a page to the AWS CLI. */
    String code(CliLogins.Code code, Instant now) {
        return tokens.seal(CODE, code.text(), now);
    }

    Optional<CliLogins.Code> code(String sealed, Instant now) {
        return tokens.open(CODE, sealed, now).map(CliLogins.Code::parse);
    }

    /** By which the AWS CLI renews its credentials. */
    String refresh(CliLogins.Refresh refresh, Instant now) {
        return tokens.seal(REFRESH, refresh.text(), now);
    }

    Optional<CliLogins.Refresh> refresh(String sealed, Instant now) {
        return tokens.open(REFRESH, sealed, now).map(CliLogins.Refresh::parse);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
