// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Passkey;
import java.util.Optional;

/** What came of a passkey's proof at sign-in. */
public sealed interface SignInProof {
    /**
     * The passkey's owner is there, and nobody has shown this proof before.
     *
     * @param account the value in which that is so
     * @param isUserVerified whether the authenticator made sure who holds it, by finger, face or PIN
     */
    record Good(Account account, Passkey passkey, boolean isUserVerified) implements SignInProof {}

    /**
     * It proves nothing. Whoever showed it is told no more than that.
     *
     * @param passkey which one it claims to be of, if there is such a one: true or not, for the audit
     */
    record Refused(Why why, Optional<Claimed> passkey) implements SignInProof {}

    /** A passkey that a proof claims to be of. */
    record Claimed(Account account, Passkey passkey) {}

    /** Why a proof is refused, for the audit. */
    enum Why {
        /** It cannot be read. */
        MALFORMED("MalformedPasskeyAnswer"),
        /** Its challenge is not of this server, this site or this step, or too old. */
        CHALLENGE("StalePasskeyChallenge"),
        /** There is no such passkey, or it belongs to somebody else. */
        UNKNOWN("UnknownPasskey"),
        /** Signature, origin, relying party, flags: something is not as it must be. */
        WRONG("WrongPasskeyProof"),
        /** The counter is not above the last one: a copy of the authenticator is about. */
        COUNTER("PasskeyCounterWentBack"),
        /** It was shown before. */
        REPEATED("RepeatedPasskeyProof");

        private final String reason;

        Why(String reason) {
            this.reason = reason;
        }

        /** The word for it in the audit. */
        public String reason() {
            return reason;
        }
    }
}
