// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.BrowserSession.SecondFactor;
import dev.portcullis.server.mfa.OneTimePasswords;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The second factors that principals have, and what proves them. */
final class SecondFactors {
    private final OneTimePasswords oneTimePasswords;

    SecondFactors(OneTimePasswords oneTimePasswords) {
        this.oneTimePasswords = oneTimePasswords;
    }

    /** The ways in which a principal can prove its second factor, none if it has none. */
    List<String> methods(Account account, String ownerId) {
        return account.mfaDevicesOf(ownerId).isEmpty() ? List.of() : List.of("totp");
    }

    /** The proof, if the answer is one. */
    Optional<SecondFactor> prove(Account account, String ownerId, SecondFactorAnswer answer, Instant now) {
        return switch (answer) {
            case SecondFactorAnswer.Code(var code) ->
                oneTimePasswords
                        .useOne(account, ownerId, code.replace(" ", ""), now)
                        .map(device -> new SecondFactor(now, "totp"));
        };
    }
}
