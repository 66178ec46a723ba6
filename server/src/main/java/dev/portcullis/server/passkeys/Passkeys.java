// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Passkey;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.passkeys.Authenticators.Assertion;
import dev.portcullis.server.passkeys.Authenticators.Proof;
import dev.portcullis.server.passkeys.Challenges.Use;
import dev.portcullis.server.passkeys.SignInProof.Claimed;
import dev.portcullis.server.passkeys.SignInProof.Good;
import dev.portcullis.server.passkeys.SignInProof.Refused;
import dev.portcullis.server.passkeys.SignInProof.Why;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.OnceLedger;
import dev.portcullis.server.users.CredentialOwner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Passkeys at sign-in, and what their registration needs. Thread-safe. */
public final class Passkeys {
    private static final Pattern USER_HANDLE = Pattern.compile("([0-9]{12})/([A-Z0-9]{1,51})");
    private static final long NOT_COUNTED = 0;

    private final Accounts accounts;
    private final Challenges challenges;

    public Passkeys(Accounts accounts, Sealer sealer, RandomSource random, OnceLedger used) {
        this.accounts = accounts;
        this.challenges = new Challenges(sealer, random, used);
    }

    /** Holds the library, which takes its time to load, from when somebody needs it. */
    private static final class Library {
        private static final Authenticators AUTHENTICATORS = new Authenticators();
    }

    private static Authenticators authenticators() {
        return Library.AUTHENTICATORS;
    }

    /**
     * What a page asks the browser for, when somebody is to sign in by a passkey alone: whichever of this site, and the authenticator must
     * make sure who holds it.
     *
     * @return JSON for {@code PublicKeyCredential.parseRequestOptionsFromJSON}
     */
    public String optionsAlone(Site site, Instant now) {
        return Options.request(site, challenges.draw(new Use.Alone(), site, now), List.of());
    }

    /**
     * What a page asks the browser for, when a user or (by account number) root has a passkey for a second factor.
     *
     * @return JSON for {@code PublicKeyCredential.parseRequestOptionsFromJSON}; empty if there is no passkey for this site
     */
    public Optional<String> optionsOfSecondFactor(Account account, String ownerId, Site site, Instant now) {
        var ofSite = ofSite(account, ownerId, site);
        var use = new Use.SecondFactor(account.id().text(), ownerId);
        return ofSite.isEmpty()
                ? Optional.empty()
                : Optional.of(Options.request(site, challenges.draw(use, site, now), ofSite));
    }

    /**
     * Who signs in by a passkey alone.
     *
     * @param answer JSON, as {@code PublicKeyCredential.toJSON} makes it; anything whatever
     */
    public SignInProof alone(Site site, String answer, RequestFacts facts) {
        return prove(
                site,
                answer,
                new Use.Alone(),
                facts,
                assertion -> assertion
                        .userHandle()
                        .flatMap(this::owner)
                        .flatMap(owner -> find(owner.account(), owner.id(), assertion)));
    }

    /**
     * Whether a passkey of this user or (by account number) root is shown. A password has been proved before.
     *
     * @param answer JSON, as {@code PublicKeyCredential.toJSON} makes it; anything whatever
     */
    public SignInProof secondFactor(Account account, String ownerId, Site site, String answer, RequestFacts facts) {
        var use = new Use.SecondFactor(account.id().text(), ownerId);
        return prove(
                site,
                answer,
                use,
                facts,
                assertion -> find(account, ownerId, assertion)
                        .filter(claimed -> assertion
                                .userHandle()
                                .map(userHandle(account, ownerId)::equals)
                                .orElse(true)));
    }

    /** Finds the passkey that an assertion claims to be of. */
    @FunctionalInterface
    private interface Search {
        Optional<Claimed> find(Assertion assertion);
    }

    private SignInProof prove(Site site, String answer, Use use, RequestFacts facts, Search search) {
        var read = authenticators().assertion(answer);
        if (read.isEmpty()) {
            return refused(Why.MALFORMED, Optional.empty());
        }
        var assertion = read.get();
        var claimed = search.find(assertion);
        if (!challenges.isGood(assertion.challenge(), use, site, facts.arrival())) {
            return refused(Why.CHALLENGE, claimed);
        }
        return claimed.map(found -> prove(site, assertion, use, facts, found))
                .orElseGet(() -> refused(Why.UNKNOWN, Optional.empty()));
    }

    private SignInProof prove(Site site, Assertion assertion, Use use, RequestFacts facts, Claimed claimed) {
        boolean isAlone = use instanceof Use.Alone;
        return switch (authenticators().verify(assertion, claimed.passkey(), site, isAlone)) {
            case Proof.Fails() -> refused(Why.WRONG, Optional.of(claimed));
            case Proof.CounterWentBack(var _) -> refused(Why.COUNTER, Optional.of(claimed));
            case Proof.Holds(var isUserVerified, var counter) ->
                challenges.use(assertion.challenge(), facts.arrival())
                        ? counted(claimed, counter, facts)
                                .<SignInProof>map(now -> new Good(now.account(), now.passkey(), isUserVerified))
                                .orElseGet(() -> refused(Why.COUNTER, Optional.of(claimed)))
                        : refused(Why.REPEATED, Optional.of(claimed));
        };
    }

    private static SignInProof refused(Why why, Optional<Claimed> claimed) {
        return new Refused(why, claimed);
    }

    /** The passkey with its new counter, which is written down; empty if another proof was faster, or the passkey is gone. */
    private Optional<Claimed> counted(Claimed claimed, long counter, RequestFacts facts) {
        var account = claimed.account().id();
        var passkey = claimed.passkey();
        if (counter == NOT_COUNTED && passkey.counter() == NOT_COUNTED) {
            return current(accounts.read(account), passkey);
        }
        var why = new CommitRecord(
                CommitRecord.newOperationId(),
                arn(claimed),
                passkey.id(),
                "signin:UsePasskey",
                facts.requestId(),
                facts.sourceAddress().getHostAddress(),
                facts.arrival(),
                "");
        boolean isCounted = accounts.update(account, present -> {
            var same = current(present, passkey)
                    .filter(found -> counter > found.passkey().counter());
            return new Outcome<>(
                    same.map(found -> present.with(found.passkey().withCounter(counter)))
                            .orElse(present),
                    same.isPresent(),
                    why);
        });
        return isCounted ? current(accounts.read(account), passkey) : Optional.empty();
    }

    private static Optional<Claimed> current(Account account, Passkey passkey) {
        return account.passkeys().get(passkey.id()).map(present -> new Claimed(account, present));
    }

    private static String arn(Claimed claimed) {
        var arns = claimed.account().arns();
        return claimed.account()
                .users()
                .get(claimed.passkey().owner())
                .map(arns::of)
                .orElseGet(arns::root);
    }

    private record Owner(Account account, String id) {}

    private Optional<Owner> owner(String userHandle) {
        var parts = USER_HANDLE.matcher(userHandle);
        return parts.matches()
                ? accounts.find(new AccountId(parts.group(1))).map(account -> new Owner(account, parts.group(2)))
                : Optional.empty();
    }

    private static Optional<Claimed> find(Account account, String ownerId, Assertion assertion) {
        return account.passkeyByCredential(assertion.credentialId())
                .filter(passkey -> passkey.owner().equals(ownerId))
                .map(passkey -> new Claimed(account, passkey));
    }

    private static List<Passkey> ofSite(Account account, String ownerId, Site site) {
        return account.passkeysOf(ownerId).stream()
                .filter(passkey -> passkey.site().equals(site.host()))
                .toList();
    }

    /** How authenticators name a user or root: nothing of it changes, and no two have the same. */
    private static String userHandle(Account account, String ownerId) {
        return account.id().text() + "/" + ownerId;
    }

    /** What a page asks the browser for, to make one more passkey: JSON for {@code PublicKeyCredential.parseCreationOptionsFromJSON}. */
    String optionsOfRegistration(Account account, CredentialOwner owner, Site site, Instant now) {
        var use = new Use.Registration(account.id().text(), owner.id());
        var handle = userHandle(account, owner.id()).getBytes(StandardCharsets.UTF_8);
        var whom = new Options.ForWhom(
                Authenticators.encoded(handle),
                owner.userName() + " @ " + account.id().text(),
                owner.userName());
        return Options.creation(site, whom, challenges.draw(use, site, now), ofSite(account, owner.id(), site));
    }

    /**
     * A passkey that was just made for a user or root, by the browser's answer.
     *
     * @return empty if it proves nothing, or was shown before
     */
    Optional<Passkey> register(
            Account account, CredentialOwner owner, NewName name, Site site, String answer, Instant now) {
        var use = new Use.Registration(account.id().text(), owner.id());
        return authenticators()
                .registration(answer)
                .filter(registration -> challenges.isGood(registration.challenge(), use, site, now))
                .flatMap(registration -> authenticators()
                        .verify(registration, site)
                        .filter(_ -> challenges.use(registration.challenge(), now)))
                .map(made -> new Passkey(
                        name.id(),
                        owner.id(),
                        name.name(),
                        made.credentialId(),
                        made.attested(),
                        site.host(),
                        made.transports(),
                        made.isBackupEligible(),
                        made.counter(),
                        now));
    }

    /** The two parts of a new passkey's serial number. */
    record NewName(String id, String name) {}
}
