// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A session in a browser. It is proved by two halves: the id, sealed in a cookie, and a random value that only the page has.
 *
 * @param id a temporary access key id of the account, by which audit and revocation name the session; no secret
 * @param epoch the session epoch of the user or root when it was opened; 0 of temporary credentials, which carry their own
 * @param generation the generation of {@link SignInState} that it was opened in; 0 of temporary credentials
 * @param halfHash the SHA-256 of the second half in hexadecimal
 * @param secondFactor that a second factor was proved at sign-in or later; of temporary credentials their token tells
 * @param createdAt when it was opened
 * @param expiresAt when it ends whatever happens
 * @param idle after how long without a request it ends
 * @param provenAt when whoever sits there last proved to be the principal
 * @param usedAt the last use, as far as it was written down: a restart may end a session early, never late
 * @param address from where it was opened
 * @param agent what opened it, as browsers call themselves, cut to {@value #MOST_AGENT} characters
 */
public record BrowserSession(
        String id,
        SessionPrincipal principal,
        int epoch,
        int generation,
        String halfHash,
        Optional<SecondFactor> secondFactor,
        Instant createdAt,
        Instant expiresAt,
        Duration idle,
        Instant provenAt,
        Instant usedAt,
        String address,
        String agent) {
    static final int MOST_AGENT = 256;

    public BrowserSession {
        agent = agent.length() > MOST_AGENT ? agent.substring(0, MOST_AGENT) : agent;
    }

    /**
     * A proved second factor.
     *
     * @param method {@code totp}, {@code passkey}
     */
    public record SecondFactor(Instant at, String method) {}

    /** Whether it is over, when this was its last use. */
    public boolean isOver(Instant lastUse, Instant now) {
        return !now.isBefore(expiresAt) || !now.isBefore(lastUse.plus(idle));
    }

    public BrowserSession usedAt(Instant time) {
        return new BrowserSession(
                id,
                principal,
                epoch,
                generation,
                halfHash,
                secondFactor,
                createdAt,
                expiresAt,
                idle,
                provenAt,
                time,
                address,
                agent);
    }

    /** After its principal proved itself again, with a second factor if there is one. */
    public BrowserSession proven(Instant time, Optional<SecondFactor> again) {
        return new BrowserSession(
                id,
                principal,
                epoch,
                generation,
                halfHash,
                again.or(this::secondFactor),
                createdAt,
                expiresAt,
                idle,
                time,
                time,
                address,
                agent);
    }
}
