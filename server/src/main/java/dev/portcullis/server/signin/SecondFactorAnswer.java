// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

/** What somebody answers when a second factor is asked for. */
public sealed interface SecondFactorAnswer {
    /** The code that a device shows. */
    record Code(String code) implements SecondFactorAnswer {
        /** Tells no code. */
        @Override
        public String toString() {
            return "Code[redacted]";
        }
    }

    /**
     * What a passkey signed.
     *
     * @param proof as browsers write it down; anything whatever
     */
    record Passkey(String proof) implements SecondFactorAnswer {
        /** Tells no proof. */
        @Override
        public String toString() {
            return "Passkey[redacted]";
        }
    }
}
