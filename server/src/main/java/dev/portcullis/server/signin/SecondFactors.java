// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.BrowserSession.SecondFactor;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.mfa.OneTimePasswords;
import dev.portcullis.server.passkeys.Passkeys;
import dev.portcullis.server.passkeys.SignInProof;
import dev.portcullis.server.passkeys.Site;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The second factors that principals have, and what proves them. */
final class SecondFactors {
    static final String PASSKEY = "passkey";
    private static final String CODE = "totp";

    private final OneTimePasswords oneTimePasswords;
    private final Passkeys passkeys;

    SecondFactors(OneTimePasswords oneTimePasswords, Passkeys passkeys) {
        this.oneTimePasswords = oneTimePasswords;
        this.passkeys = passkeys;
    }

    /** What came of a proof. */
    sealed interface Result {
        /** It holds. */
        record Proved(SecondFactor factor) implements Result {}

        /**
         * It does not.
         *
         * @param reason a word for the operator
         */
        record Wrong(String reason) implements Result {}
    }

    /**
     * The ways in which a principal can prove its second factor, none if it has none. A passkey counts wherever it was made: where it does
     * not answer, its owner does not come in.
     */
    List<String> methods(Account account, String ownerId) {
        var methods = new ArrayList<String>();
        if (!account.passkeysOf(ownerId).isEmpty()) {
            methods.add(PASSKEY);
        }
        if (!account.mfaDevicesOf(ownerId).isEmpty()) {
            methods.add(CODE);
        }
        return List.copyOf(methods);
    }

    /** What a page asks the browser for; empty if the principal has no passkey that answers here. */
    Optional<String> passkeyOptions(Account account, String ownerId, HttpCall call) {
        return Site.of(call.origin())
                .flatMap(site -> passkeys.optionsOfSecondFactor(account, ownerId, site, call.arrival()));
    }

    /** What a page asks the browser for, when somebody is to sign in by a passkey alone; empty where browsers know none. */
    Optional<String> passkeyOptionsAlone(HttpCall call) {
        return Site.of(call.origin()).map(site -> passkeys.optionsAlone(site, call.arrival()));
    }

    /** Who a passkey alone says is there; empty where browsers know none. */
    Optional<SignInProof> passkeyAlone(String proof, HttpCall call) {
        return Site.of(call.origin()).map(site -> passkeys.alone(site, proof, RequestFacts.of(call)));
    }

    /** Whether the answer is a proof. */
    Result prove(Account account, String ownerId, SecondFactorAnswer answer, HttpCall call) {
        return switch (answer) {
            case SecondFactorAnswer.Code(var code) ->
                oneTimePasswords
                        .useOne(account, ownerId, code.replace(" ", ""), second(call))
                        .<Result>map(device -> new Result.Proved(new SecondFactor(second(call), CODE)))
                        .orElseGet(() -> new Result.Wrong("WrongCode"));
            case SecondFactorAnswer.Passkey(var proof) ->
                Site.of(call.origin())
                        .map(site -> result(
                                passkeys.secondFactor(account, ownerId, site, proof, RequestFacts.of(call)), call))
                        .orElseGet(() -> new Result.Wrong(SignInProof.Why.WRONG.reason()));
        };
    }

    private static Result result(SignInProof proof, HttpCall call) {
        return switch (proof) {
            case SignInProof.Good(var _, var _, var _) -> new Result.Proved(byPasskey(call));
            case SignInProof.Refused(var why, var _) -> new Result.Wrong(why.reason());
        };
    }

    static SecondFactor byPasskey(HttpCall call) {
        return new SecondFactor(second(call), PASSKEY);
    }

    private static Instant second(HttpCall call) {
        return call.arrival().truncatedTo(ChronoUnit.SECONDS);
    }
}
