// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.BrowserSession;
import dev.portcullis.server.account.BrowserSession.ActingRole;
import dev.portcullis.server.account.BrowserSession.SecondFactor;
import dev.portcullis.server.account.SessionBook;
import dev.portcullis.server.account.SessionPrincipal;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.NotAuthenticated.Reason;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.secrets.AccessKeyIds;
import dev.portcullis.server.secrets.Binding;
import dev.portcullis.server.secrets.Purpose;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.SealedTokens;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Sessions in browsers: opened, found by the two halves that prove them, and ended. The cookie holds the sealed id of the session, the page
 * the second half, of which only the hash is kept: neither is of any use without the other. Thread-safe.
 */
public final class BrowserSessions {
    private static final System.Logger LOG = System.getLogger(BrowserSessions.class.getName());
    private static final Binding COOKIE = Binding.of("session cookie");
    private static final int MOST_COOKIE_CHARACTERS = 128;
    private static final int HALF_BYTES = 32;
    private static final int MOST_REMEMBERED = 100_000;
    /** A use is written down when the last one that was is older than this part of the time after which the session ends unused. */
    private static final int WRITES_PER_IDLE_TIME = 10;

    private final Accounts accounts;
    private final SealedTokens cookies;
    private final RandomSource random;
    private final AccessKeyIds ids;
    private final Cache<String, Instant> lastUses = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(Life.OF_USERS.idle())
            .build();

    public BrowserSessions(Accounts accounts, Sealer sealer, RandomSource random) {
        this.accounts = accounts;
        this.cookies = new SealedTokens(sealer, Purpose.SIGN_IN, MOST_COOKIE_CHARACTERS);
        this.random = random;
        this.ids = new AccessKeyIds(random);
    }

    /**
     * How long sessions live.
     *
     * @param longest from sign-in on
     * @param idle without a request
     */
    public record Life(Duration longest, Duration idle) {
        static final Life OF_USERS = new Life(Duration.ofHours(12), Duration.ofHours(1));
        static final Life OF_ROOT = new Life(Duration.ofHours(1), Duration.ofMinutes(15));

        static Life of(SessionPrincipal principal) {
            return switch (principal) {
                case SessionPrincipal.Root _ -> OF_ROOT;
                case SessionPrincipal.User _, SessionPrincipal.Temporary _ -> OF_USERS;
            };
        }
    }

    /**
     * A session that was just opened.
     *
     * @param cookie the sealed id, for the cookie
     * @param half the second half, for the page, once
     */
    public record Opened(BrowserSession session, String cookie, String half) {
        /** Tells neither half. */
        @Override
        public String toString() {
            return "Opened[" + session.id() + "]";
        }
    }

    /** A session that both halves of a request prove. */
    public record Found(Account account, BrowserSession session) {}

    /**
     * Opens a session.
     *
     * @param account the value of the account in which the principal was verified: what has changed since then ends the session
     * @param arn of the principal, for the history
     * @param until when the session has to end, if not earlier: with the temporary credentials that it stands on
     */
    public Opened open(
            Account account,
            SessionPrincipal principal,
            String arn,
            Optional<SecondFactor> secondFactor,
            Optional<Instant> until,
            RequestFacts facts) {
        var now = facts.arrival().truncatedTo(ChronoUnit.SECONDS);
        var life = Life.of(principal);
        var end = now.plus(life.longest());
        var half = encoded(random.bytes(HALF_BYTES));
        var session = new BrowserSession(
                ids.temporary(account.id().text()),
                principal,
                epoch(account, principal),
                account.signInState(principal.id()).generation(),
                hash(half),
                secondFactor,
                now,
                until.filter(end::isAfter).orElse(end),
                life.idle(),
                now,
                now,
                facts.sourceAddress().getHostAddress(),
                facts.userAgent().orElse(""),
                List.of());
        change(account.id(), record("signin:OpenSession", arn, session, facts), book -> book.opening(session, now));
        return new Opened(session, cookies.seal(COOKIE, session.id(), facts.arrival()), half);
    }

    private static int epoch(Account account, SessionPrincipal principal) {
        return switch (principal) {
            case SessionPrincipal.Root _ -> account.settings().rootEpoch();
            case SessionPrincipal.User(var id) ->
                account.users().get(id).map(User::epoch).orElseThrow(Standing::invalidToken);
            case SessionPrincipal.Temporary _ -> 0;
        };
    }

    /**
     * The session of a request, which a page of ours must have sent, and whose cookie and second half must belong together. Whether the
     * principal still stands is another question.
     *
     * @throws dev.portcullis.server.error.ApiException if there is none, or it is over
     */
    public Found find(HttpCall call) {
        var halves = call.headers(BrowserRequest.HALF);
        if (!call.method().equals("POST") || !BrowserRequest.isSameOrigin(call) || halves.size() != 1) {
            throw Standing.invalidToken();
        }
        var ids = BrowserRequest.sessionCookies(call).stream()
                .flatMap(cookie -> sessionId(cookie, call.arrival()).stream())
                .toList();
        var hash = hash(halves.getFirst());
        var live = ids.stream().flatMap(id -> live(id, call.arrival()).stream()).toList();
        return live.stream()
                .filter(found -> isSame(found.session().halfHash(), hash))
                .findFirst()
                .orElseThrow(() -> live.isEmpty() && !ids.isEmpty() ? over() : Standing.invalidToken());
    }

    /**
     * The session of that id, which one of the request's cookies names as well: for a form that a page of the session carries the sealed id
     * in, and which a page of ours must have sent.
     */
    public Optional<Found> findByCookie(String id, HttpCall call) {
        boolean isNamed = BrowserRequest.sessionCookies(call).stream()
                .flatMap(cookie -> sessionId(cookie, call.arrival()).stream())
                .anyMatch(id::equals);
        return isNamed && BrowserRequest.isSameOrigin(call) ? live(id, call.arrival()) : Optional.empty();
    }

    /**
     * The session of that id, which something sealed by this server names: it is proved by nothing else. Whether the principal still stands is
     * another question.
     */
    public Optional<Found> find(String id, Instant now) {
        return live(id, now);
    }

    private Optional<Found> live(String id, Instant now) {
        return AccessKeyIds.accountOf(id)
                .flatMap(account -> accounts.find(new AccountId(account)))
                .flatMap(account -> accounts.sessions(account.id())
                        .get(id)
                        .filter(session -> !session.isOver(lastUse(session), now))
                        .map(session -> new Found(account, session)));
    }

    private Optional<String> sessionId(String cookie, Instant now) {
        return cookies.open(COOKIE, cookie, now);
    }

    static RuntimeException over() {
        return new NotAuthenticated(Reason.EXPIRED_TOKEN, "The security token included in the request is expired")
                .asException();
    }

    /** When a session was used last. */
    public Instant lastUse(BrowserSession session) {
        var remembered = lastUses.getIfPresent(session.id());
        return remembered == null || remembered.isBefore(session.usedAt()) ? session.usedAt() : remembered;
    }

    /** Notes that a session is used, so that it does not end unused. Now and then the use is written down. */
    public void used(Found found, RequestFacts facts) {
        var now = facts.arrival();
        var session = found.session();
        lastUses.asMap().merge(session.id(), now, (old, next) -> next.isAfter(old) ? next : old);
        var unwritten = Duration.between(session.usedAt(), now);
        if (unwritten.compareTo(session.idle().dividedBy(WRITES_PER_IDLE_TIME)) >= 0) {
            try {
                var record = record("signin:UseSession", "portcullis:signin", session, facts);
                changeOne(found.account().id(), record, session.id(), old -> old.usedAt(now));
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.WARNING, "The use of a session was not written down", e);
            }
        }
    }

    /** Notes that whoever sits there has proved itself again; answers the session as it is then. */
    public BrowserSession proven(Found found, Optional<SecondFactor> secondFactor, String arn, RequestFacts facts) {
        var session = found.session();
        var now = facts.arrival().truncatedTo(ChronoUnit.SECONDS);
        var record = record("signin:ProveAgain", arn, session, facts);
        changeOne(found.account().id(), record, session.id(), old -> old.proven(now, secondFactor));
        return accounts.sessions(found.account().id()).get(session.id()).orElseThrow(BrowserSessions::over);
    }

    /** Adds a role that was assumed within a session. */
    public void act(Found found, ActingRole role, String arn, RequestFacts facts) {
        var session = found.session();
        var record = record("signin:SwitchRole", arn, session, facts);
        changeOne(found.account().id(), record, session.id(), old -> old.acting(role, facts.arrival()));
    }

    /** Ends a role that was assumed within a session. */
    public void leave(Found found, String roleSessionId, String arn, RequestFacts facts) {
        var session = found.session();
        var record = record("signin:ExitRole", arn, session, facts);
        changeOne(found.account().id(), record, session.id(), old -> old.leaving(roleSessionId));
    }

    /** Ends a session. */
    public void end(Found found, String arn, RequestFacts facts) {
        var session = found.session();
        change(
                found.account().id(),
                record("signin:EndSession", arn, session, facts),
                book -> book.without(session.id()));
    }

    /** Ends all sessions of the principal of one. */
    public void endAll(Found found, String arn, RequestFacts facts) {
        var session = found.session();
        change(
                found.account().id(),
                record("signin:EndSessions", arn, session, facts),
                book -> book.without(session.principal()));
    }

    private void changeOne(AccountId account, CommitRecord why, String id, UnaryOperator<BrowserSession> change) {
        change(account, why, book -> book.get(id).map(change).map(book::with).orElse(book));
    }

    private void change(AccountId account, CommitRecord why, UnaryOperator<SessionBook> change) {
        accounts.updateSessions(account, book -> new Outcome<>(change.apply(book), why, why));
    }

    private static CommitRecord record(String operation, String arn, BrowserSession session, RequestFacts facts) {
        return new CommitRecord(
                CommitRecord.newOperationId(),
                arn,
                session.id(),
                operation,
                facts.requestId(),
                facts.sourceAddress().getHostAddress(),
                facts.arrival(),
                "");
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }
}
