// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.secrets.Binding;
import dev.portcullis.server.secrets.Purpose;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

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
    private static final int BROWSER_CHARACTERS = 43;
    private static final int LONGEST = 8_192;
    private static final Binding CODE = Binding.of("code of aws login");
    private static final Binding REFRESH = Binding.of("refresh token of aws login");
    private static final Binding FEDERATION = Binding.of("federation sign-in token");

    private final Sealer sealer;
    private final RandomSource random;

    Seals(Sealer sealer, RandomSource random) {
        this.sealer = sealer;
        this.random = random;
    }

    /** A random value for the cookie of a browser. */
    String newBrowser() {
        return encoded(random.bytes(BROWSER_BYTES));
    }

    static boolean isBrowser(String cookie) {
        return cookie.length() == BROWSER_CHARACTERS && decoded(cookie).isPresent();
    }

    /** A random id of a ticket. */
    String newTicketId() {
        return encoded(random.bytes(16));
    }

    /** Says that this browser was shown a sign-in page. */
    String page(String browser, Instant now) {
        return seal(Binding.of("sign-in page", browser), now.plus(PAGE_LIFE).toString(), now);
    }

    boolean isPage(String browser, String sealed, Instant now) {
        return open(Binding.of("sign-in page", browser), sealed, now)
                .filter(end -> now.isBefore(Instant.parse(end)))
                .isPresent();
    }

    String ticket(String browser, Ticket ticket, Instant now) {
        return seal(Binding.of("sign-in ticket", browser), ticket.text(), now);
    }

    /** A ticket of this browser, at this step, that is still good. */
    Optional<Ticket> ticket(String browser, String sealed, Ticket.Step step, Instant now) {
        return open(Binding.of("sign-in ticket", browser), sealed, now)
                .map(Ticket::parse)
                .filter(ticket -> ticket.step() == step && now.isBefore(ticket.expiresAt()));
    }

    /** For the form that ends a session: what a page without script has instead of the second half. */
    String endOf(String sessionId, Instant now) {
        return seal(Binding.of("sign-out form"), sessionId, now);
    }

    Optional<String> sessionToEnd(String sealed, Instant now) {
        return open(Binding.of("sign-out form"), sealed, now);
    }

    /** What an identity broker sends a browser here with. */
    String federation(Federation.Content content, Instant now) {
        return seal(FEDERATION, content.text(), now);
    }

    Optional<Federation.Content> federation(String sealed, Instant now) {
        return open(FEDERATION, sealed, now).map(Federation.Content::parse);
    }

    /** What a browser takes from a page to the AWS CLI. */
    String code(CliLogins.Code code, Instant now) {
        return seal(CODE, code.text(), now);
    }

    Optional<CliLogins.Code> code(String sealed, Instant now) {
        return open(CODE, sealed, now).map(CliLogins.Code::parse);
    }

    /** By which the AWS CLI renews its credentials. */
    String refresh(CliLogins.Refresh refresh, Instant now) {
        return seal(REFRESH, refresh.text(), now);
    }

    Optional<CliLogins.Refresh> refresh(String sealed, Instant now) {
        return open(REFRESH, sealed, now).map(CliLogins.Refresh::parse);
    }

    private String seal(Binding binding, String text, Instant now) {
        return encoded(sealer.seal(Purpose.SIGN_IN, binding, text.getBytes(StandardCharsets.UTF_8), now));
    }

    private Optional<String> open(Binding binding, String sealed, Instant now) {
        return decoded(sealed)
                .flatMap(bytes -> sealer.open(Purpose.SIGN_IN, binding, bytes, now))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Optional<byte[]> decoded(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
