// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.BrowserSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A session as its own page shows it.
 *
 * @param name of the user, or {@code root}, or the ARN of what else it is
 * @param endsUnusedAt when it ends if nothing more is asked in it
 */
record SessionFacts(
        String name,
        String arn,
        String account,
        Optional<String> alias,
        Instant expiresAt,
        Instant endsUnusedAt,
        Duration idle,
        Instant provenAt,
        Optional<String> secondFactor) {
    static SessionFacts of(Account account, BrowserSession session, String name, String arn, Instant lastUse) {
        var unused = lastUse.plus(session.idle());
        return new SessionFacts(
                name,
                arn,
                account.id().text(),
                account.settings().alias(),
                session.expiresAt(),
                unused.isBefore(session.expiresAt()) ? unused : session.expiresAt(),
                session.idle(),
                session.provenAt(),
                session.secondFactor().map(BrowserSession.SecondFactor::method));
    }
}
