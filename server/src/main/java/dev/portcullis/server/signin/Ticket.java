// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.BrowserSession.SecondFactor;
import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in that is half done: what was proved so far, and what is asked for next. It opens no door by itself.
 *
 * @param id random: each ticket opens one session at most
 * @param ownerId the user's unique id, or the account number for root
 * @param subject what attempts of the principal are counted under
 * @param generation of what the principal signs in with, when its password was verified: if it changed since, the ticket is void
 * @param epoch the session epoch of the principal then
 * @param byPassword whether a password was proved, and not a passkey alone
 * @param secondFactor as far as it is proved
 */
record Ticket(
        String id,
        Step step,
        String account,
        String ownerId,
        String subject,
        int generation,
        int epoch,
        boolean byPassword,
        Optional<SecondFactor> secondFactor,
        Instant expiresAt) {
    private static final int FIELDS = 11;

    /** What is asked for next. */
    enum Step {
        SECOND_FACTOR,
        NEW_PASSWORD
    }

    Ticket asking(Step next, Optional<SecondFactor> proved) {
        return new Ticket(id, next, account, ownerId, subject, generation, epoch, byPassword, proved, expiresAt);
    }

    String text() {
        return String.join(
                "\n",
                id,
                step.name(),
                account,
                ownerId,
                subject,
                Integer.toString(generation),
                Integer.toString(epoch),
                Boolean.toString(byPassword),
                secondFactor.map(proved -> proved.at().toString()).orElse(""),
                secondFactor.map(SecondFactor::method).orElse(""),
                expiresAt.toString());
    }

    static Ticket parse(String text) {
        var fields = text.split("\n", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a ticket");
        }
        return new Ticket(
                fields[0],
                Step.valueOf(fields[1]),
                fields[2],
                fields[3],
                fields[4],
                Integer.parseInt(fields[5]),
                Integer.parseInt(fields[6]),
                Boolean.parseBoolean(fields[7]),
                fields[8].isEmpty()
                        ? Optional.empty()
                        : Optional.of(new SecondFactor(Instant.parse(fields[8]), fields[9])),
                Instant.parse(fields[10]));
    }
}
