// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.BrowserSession.SecondFactor;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.error.ApiError.EntityTemporarilyUnmodifiable;
import dev.portcullis.server.error.ApiError.PasswordPolicyViolation;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.passkeys.SignInProof;
import dev.portcullis.server.passwords.Passwords;
import dev.portcullis.server.signin.SignInEvents.Claimant;
import dev.portcullis.server.signin.SignInEvents.Event;
import dev.portcullis.server.storage.OnceLedger;
import dev.portcullis.server.users.CredentialOwner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Signing in, step by step: the password; then a second factor, if the principal has one; then another password, if the present one is due;
 * then the session. Between two steps the page holds a {@link Ticket}. Whatever is wrong with account, name or password, the answer, and the
 * work done for it, is the same. Thread-safe.
 */
public final class SignIns {
    static final String WRONG =
            "That did not work. Check account, name and password; after several attempts in a row the"
                    + " next ones count only after a while.";
    private static final String CROWDED = "Too many attempts come from where you are. Wait a while, then try again.";
    private static final String STALE = "That took too long, or something changed meanwhile. Start again.";
    private static final String WRONG_CODE =
            "That code is not right, or was used before. Wait until the device shows the next one.";
    private static final String WRONG_PASSKEY = "That passkey did not work here. Try again, or use another device.";
    private static final String EXPIRED =
            "Your password has expired. You cannot sign in until an administrator resets it.";
    static final String SAME_PASSWORD = "The new password must be another than the old one.";

    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Accounts accounts;
    private final Passwords passwords;
    private final SecondFactors secondFactors;
    private final BrowserSessions sessions;
    private final Attempts attempts;
    private final Seals seals;
    private final OnceLedger ledger;
    private final SignInEvents events;
    private final PasswordUseLog passwordUses;

    SignIns(
            Accounts accounts,
            Passwords passwords,
            SecondFactors secondFactors,
            BrowserSessions sessions,
            Attempts attempts,
            Seals seals,
            OnceLedger ledger,
            SignInEvents events,
            PasswordUseLog passwordUses) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.secondFactors = secondFactors;
        this.sessions = sessions;
        this.attempts = attempts;
        this.seals = seals;
        this.ledger = ledger;
        this.events = events;
        this.passwordUses = passwordUses;
    }

    /** Is told that somebody signed in with a password. Must return at once. */
    @FunctionalInterface
    public interface PasswordUseLog {
        /** @param ownerId the user's unique id, or the account number for root */
        void used(String ownerId, Instant time);
    }

    /**
     * The first step.
     *
     * @param browser the value in the browser's cookie
     */
    Outcome password(Claim claim, String password, String browser, HttpCall call) {
        var claimed = Claimed.find(claim, accounts);
        return switch (attempts.begin(claimed, call.client(), call.arrival())) {
            case Attempts.Admission.Crowded(var wait) -> {
                events.refused(call, Event.CONSOLE_LOGIN, TOO_MANY_REQUESTS, "Crowded", Claimant.of(claimed));
                yield new Outcome.Refused(TOO_MANY_REQUESTS, CROWDED, wait);
            }
            case Attempts.Admission.TooEarly(var wait) -> {
                passwords.matchesNobody(password);
                events.refused(call, Event.CONSOLE_LOGIN, FORBIDDEN, "TooEarly", Claimant.of(claimed));
                yield new Outcome.Refused(FORBIDDEN, WRONG, wait);
            }
            case Attempts.Admission.Admitted(var wait) -> {
                if (matches(claimed, password)) {
                    var account = claimed.account().orElseThrow();
                    var owner = claimed.owner().orElseThrow();
                    var ticket = firstTicket(claimed.subject(), account, owner, Optional.empty(), call.arrival());
                    yield advance(account, owner, ticket, browser, call);
                }
                events.refused(call, Event.CONSOLE_LOGIN, FORBIDDEN, reason(claimed), Claimant.of(claimed));
                yield new Outcome.Refused(FORBIDDEN, WRONG, wait);
            }
        };
    }

    private boolean matches(Claimed claimed, String password) {
        if (claimed.owner().isEmpty()) {
            return passwords.matchesNobody(password);
        }
        try {
            return passwords.matches(
                    claimed.account().orElseThrow(), claimed.owner().get(), password);
        } catch (ApiException e) {
            if (e.error() instanceof EntityTemporarilyUnmodifiable) {
                return passwords.matchesNobody(password); // it is being changed this very moment
            }
            throw e;
        }
    }

    private static String reason(Claimed claimed) {
        if (claimed.account().isEmpty()) {
            return "NoSuchAccount";
        }
        if (claimed.owner().isEmpty()) {
            return "NoSuchUser";
        }
        return claimed.account()
                .get()
                .loginProfiles()
                .get(claimed.owner().get().id())
                .map(profile -> "WrongPassword")
                .orElse("NoPassword");
    }

    /** The first step of whoever has a passkey and names nobody: it tells who it is of, and counts as password and second factor. */
    Outcome passkey(String proof, String browser, HttpCall call) {
        if (attempts.begin(call.client(), call.arrival()) instanceof Attempts.Admission.Crowded(var wait)) {
            events.refused(call, Event.CONSOLE_LOGIN, TOO_MANY_REQUESTS, "Crowded", Optional.empty());
            return new Outcome.Refused(TOO_MANY_REQUESTS, CROWDED, wait);
        }
        var shown = secondFactors.passkeyAlone(proof, call);
        if (shown.isEmpty()) {
            return refusedPasskey(SignInProof.Why.WRONG.reason(), Optional.empty(), call);
        }
        return switch (shown.get()) {
            case SignInProof.Refused(var why, var claimed) ->
                refusedPasskey(
                        why.reason(),
                        claimed.flatMap(it -> CredentialOwner.find(
                                        it.account(), it.passkey().owner())
                                .map(owner -> Claimant.of(it.account(), owner))),
                        call);
            case SignInProof.Good(var account, var passkey, var _) -> {
                var owner = CredentialOwner.find(account, passkey.owner()).orElseThrow();
                if (account.loginProfiles()
                        .get(owner.id())
                        .isEmpty()) { // without one nobody has a way into the console
                    yield refusedPasskey("NoPassword", Optional.of(Claimant.of(account, owner)), call);
                }
                var subject = claimed(account, owner).subject();
                var factor = Optional.of(SecondFactors.byPasskey(call));
                yield advance(
                        account, owner, firstTicket(subject, account, owner, factor, call.arrival()), browser, call);
            }
        };
    }

    private Outcome refusedPasskey(String reason, Optional<Claimant> claimant, HttpCall call) {
        events.refused(call, Event.CONSOLE_LOGIN, FORBIDDEN, reason, claimant);
        return new Outcome.Refused(FORBIDDEN, WRONG, Duration.ZERO);
    }

    /** What a page asks the browser for, to sign in by a passkey alone; empty where browsers know none. */
    Optional<String> passkeyOptions(HttpCall call) {
        return secondFactors.passkeyOptionsAlone(call);
    }

    /** A claim of a principal that there is. */
    private Claimed claimed(Account account, CredentialOwner owner) {
        var claim = owner.isRootOf(account)
                ? new Claim.OfRoot(
                        accounts.directory().entry(account.id()).orElseThrow().rootEmail())
                : new Claim.OfUser(account.id().text(), owner.userName());
        return Claimed.find(claim, accounts);
    }

    private Ticket firstTicket(
            String subject, Account account, CredentialOwner owner, Optional<SecondFactor> proved, Instant now) {
        return new Ticket(
                seals.newTicketId(),
                Ticket.Step.SECOND_FACTOR,
                account.id().text(),
                owner.id(),
                subject,
                account.signInState(owner.id()).generation(),
                epoch(account, owner),
                proved.isEmpty(),
                proved,
                now.plus(Seals.TICKET_LIFE));
    }

    private static int epoch(Account account, CredentialOwner owner) {
        return owner.isRootOf(account)
                ? account.settings().rootEpoch()
                : account.users().get(owner.id()).map(User::epoch).orElseThrow();
    }

    /** The step of the second factor. */
    Outcome secondFactor(String sealed, SecondFactorAnswer answer, String browser, HttpCall call) {
        var resumed = resume(sealed, Ticket.Step.SECOND_FACTOR, browser, call.arrival());
        if (resumed.isEmpty()) {
            return stale(call, Event.CHECK_MFA);
        }
        var account = resumed.get().account();
        var owner = resumed.get().owner();
        return switch (secondFactors.prove(account, owner.id(), answer, call)) {
            case SecondFactors.Result.Wrong(var reason) -> {
                events.refused(call, Event.CHECK_MFA, FORBIDDEN, reason, Optional.of(Claimant.of(account, owner)));
                yield secondFactorNeeded(account, owner, sealed, Optional.of(wrong(answer)), call);
            }
            case SecondFactors.Result.Proved(var factor) -> {
                events.done(call, Event.CHECK_MFA, account, Claimed.arn(account, owner), Optional.empty());
                var next = resumed.get().ticket().asking(Ticket.Step.SECOND_FACTOR, Optional.of(factor));
                yield advance(account, owner, next, browser, call);
            }
        };
    }

    private static String wrong(SecondFactorAnswer answer) {
        return switch (answer) {
            case SecondFactorAnswer.Code _ -> WRONG_CODE;
            case SecondFactorAnswer.Passkey _ -> WRONG_PASSKEY;
        };
    }

    private Outcome secondFactorNeeded(
            Account account, CredentialOwner owner, String sealed, Optional<String> problem, HttpCall call) {
        return new Outcome.SecondFactorNeeded(
                sealed,
                secondFactors.methods(account, owner.id()),
                secondFactors.passkeyOptions(account, owner.id(), call),
                problem);
    }

    /** The step of the forced change. */
    Outcome newPassword(String sealed, String password, String browser, HttpCall call) {
        var resumed = resume(sealed, Ticket.Step.NEW_PASSWORD, browser, call.arrival());
        if (resumed.isEmpty()) {
            return stale(call, Event.PASSWORD_UPDATED);
        }
        var account = resumed.get().account();
        var owner = resumed.get().owner();
        try {
            if (passwords.matches(account, owner, password)) {
                throw new PasswordPolicyViolation(SAME_PASSWORD).asException();
            }
            set(account, owner, password, call);
        } catch (ApiException e) {
            return refusedPassword(e, sealed, account, owner, call);
        }
        var arn = Claimed.arn(account, owner);
        events.done(call, Event.PASSWORD_UPDATED, account, arn, Optional.empty());
        return open(accounts.read(account.id()), owner, resumed.get().ticket(), call);
    }

    private Outcome refusedPassword(
            ApiException e, String sealed, Account account, CredentialOwner owner, HttpCall call) {
        if (e.error() instanceof PasswordPolicyViolation(var message)) {
            events.refused(
                    call,
                    Event.PASSWORD_UPDATED,
                    FORBIDDEN,
                    "PasswordPolicyViolation",
                    Optional.of(Claimant.of(account, owner)));
            return new Outcome.NewPasswordNeeded(sealed, Optional.of(message));
        }
        if (e.error() instanceof EntityTemporarilyUnmodifiable) {
            return stale(call, Event.PASSWORD_UPDATED);
        }
        throw e;
    }

    private void set(Account account, CredentialOwner owner, String password, HttpCall call) {
        var now = call.arrival().truncatedTo(ChronoUnit.SECONDS);
        var setting = passwords.setting(account, owner, password, now);
        var why = Records.of("iam:ChangePassword", Claimed.arn(account, owner), "due at sign-in", call);
        accounts.update(account.id(), present -> new Accounts.Outcome<>(setting.apply(present), why, why));
    }

    /** A ticket, and whose it is, as far as both still stand. */
    private record Resumed(Ticket ticket, Account account, CredentialOwner owner) {}

    private Optional<Resumed> resume(String sealed, Ticket.Step step, String browser, Instant now) {
        return seals.ticket(browser, sealed, step, now)
                .flatMap(ticket -> accounts.find(new AccountId(ticket.account()))
                        .flatMap(account -> CredentialOwner.find(account, ticket.ownerId())
                                .filter(owner -> account.signInState(owner.id()).generation() == ticket.generation()
                                        && epoch(account, owner) == ticket.epoch())
                                .map(owner -> new Resumed(ticket, account, owner))));
    }

    private Outcome stale(HttpCall call, Event event) {
        events.refused(call, event, FORBIDDEN, "StaleTicket", Optional.empty());
        return new Outcome.Refused(FORBIDDEN, STALE, Duration.ZERO);
    }

    /** What comes after what the ticket says is proved. */
    private Outcome advance(Account account, CredentialOwner owner, Ticket ticket, String browser, HttpCall call) {
        var methods = secondFactors.methods(account, owner.id());
        if (!methods.isEmpty() && ticket.secondFactor().isEmpty()) {
            var sealed = seals.ticket(browser, ticket, call.arrival());
            return secondFactorNeeded(account, owner, sealed, Optional.empty(), call);
        }
        var profile = account.loginProfiles().get(owner.id()).orElseThrow();
        var policy = owner.isRootOf(account)
                ? Optional.<PasswordPolicy>empty()
                : account.settings().passwordPolicy();
        boolean isExpired = policy.filter(demand -> isExpired(profile, demand, call.arrival()))
                .isPresent();
        if (isExpired && policy.get().isExpiryHard()) {
            events.refused(
                    call, Event.CONSOLE_LOGIN, FORBIDDEN, "PasswordExpired", Optional.of(Claimant.of(account, owner)));
            return new Outcome.Refused(FORBIDDEN, EXPIRED, Duration.ZERO);
        }
        if (isExpired || profile.isResetRequired()) {
            var next = ticket.asking(Ticket.Step.NEW_PASSWORD, ticket.secondFactor());
            return new Outcome.NewPasswordNeeded(seals.ticket(browser, next, call.arrival()), Optional.empty());
        }
        return open(account, owner, ticket, call);
    }

    private static boolean isExpired(LoginProfile profile, PasswordPolicy policy, Instant now) {
        return policy.maxAgeDays() > 0 && !now.isBefore(profile.changedAt().plus(Duration.ofDays(policy.maxAgeDays())));
    }

    private Outcome open(Account account, CredentialOwner owner, Ticket ticket, HttpCall call) {
        if (!ledger.claim("sign-in ticket", ticket.id(), call.arrival().plus(Seals.TICKET_LIFE))) {
            return stale(call, Event.CONSOLE_LOGIN);
        }
        var arn = Claimed.arn(account, owner);
        var opened = sessions.open(
                account,
                Claimed.principal(account, owner),
                arn,
                ticket.secondFactor(),
                Optional.empty(),
                RequestFacts.of(call));
        attempts.succeeded(ticket.subject(), call.client());
        if (ticket.byPassword()) {
            passwordUses.used(owner.id(), call.arrival());
        }
        events.done(
                call,
                Event.CONSOLE_LOGIN,
                account,
                arn,
                Optional.of(opened.session().id()));
        return new Outcome.SignedIn(
                opened,
                SessionFacts.of(
                        account,
                        opened.session(),
                        owner.userName(),
                        arn,
                        opened.session().usedAt()));
    }

    /** What a page asks the browser for, to prove again who sits there, if that may be done by a passkey. */
    Optional<String> passkeyOptions(BrowserSessions.Found found, CredentialOwner owner, HttpCall call) {
        return secondFactors.passkeyOptions(found.account(), owner.id(), call);
    }

    /**
     * Proves again, within a session, that it is its principal who sits there: by password and, if there is one, second factor.
     *
     * @return what is wrong; empty if it is proved
     */
    Optional<Outcome.Refused> again(
            BrowserSessions.Found found,
            CredentialOwner owner,
            String password,
            Optional<SecondFactorAnswer> answer,
            HttpCall call) {
        var account = found.account();
        var claimed = claimed(account, owner);
        var arn = Claimed.arn(account, owner);
        return switch (attempts.begin(claimed, call.client(), call.arrival())) {
            case Attempts.Admission.Crowded(var wait) ->
                Optional.of(refusedAgain(call, TOO_MANY_REQUESTS, "Crowded", CROWDED, wait, arn));
            case Attempts.Admission.TooEarly(var wait) -> {
                passwords.matchesNobody(password);
                yield Optional.of(refusedAgain(call, FORBIDDEN, "TooEarly", WRONG, wait, arn));
            }
            case Attempts.Admission.Admitted(var wait) -> {
                if (!matches(claimed, password)) {
                    yield Optional.of(refusedAgain(call, FORBIDDEN, "WrongPassword", WRONG, wait, arn));
                }
                var methods = secondFactors.methods(account, owner.id());
                var proof = answer.map(given -> secondFactors.prove(account, owner.id(), given, call));
                if (proof.isEmpty() && !methods.isEmpty()) {
                    yield Optional.of(refusedAgain(call, FORBIDDEN, "NoSecondFactor", WRONG_CODE, wait, arn));
                }
                if (proof.isPresent() && proof.get() instanceof SecondFactors.Result.Wrong(var reason)) {
                    yield Optional.of(refusedAgain(call, FORBIDDEN, reason, wrong(answer.get()), wait, arn));
                }
                var factor =
                        proof.map(SecondFactors.Result.Proved.class::cast).map(SecondFactors.Result.Proved::factor);
                attempts.succeeded(claimed.subject(), call.client());
                var _ = sessions.proven(found, factor, arn, RequestFacts.of(call));
                events.done(
                        call,
                        Event.PROVE_AGAIN,
                        account,
                        arn,
                        Optional.of(found.session().id()));
                yield Optional.empty();
            }
        };
    }

    private Outcome.Refused refusedAgain(
            HttpCall call, int status, String reason, String message, Duration wait, String arn) {
        events.refused(call, Event.PROVE_AGAIN, status, reason, Optional.of(new Claimant(arn)));
        return new Outcome.Refused(status, message, wait);
    }
}
