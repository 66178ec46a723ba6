// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * @param roles that its tabs act as, in the order in which they were assumed, {@value #MOST_ROLES} at most
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
        String agent,
        List<ActingRole> roles) {
    static final int MOST_AGENT = 256;

    /** The most roles that one session has at a time; another one ends the one that was assumed first. */
    public static final int MOST_ROLES = 20;

    public BrowserSession {
        agent = agent.length() > MOST_AGENT ? agent.substring(0, MOST_AGENT) : agent;
        roles = List.copyOf(roles);
    }

    /**
     * A role that was assumed within the session. Its credentials never leave the server: the id alone names them, and counts only together with
     * both halves of the session.
     *
     * @param id the access key id of the role session
     * @param sessionToken of the role session, which says everything else about it
     */
    public record ActingRole(String id, String sessionToken, Instant expiresAt) {
        /** Tells no token. */
        @Override
        public String toString() {
            return "ActingRole[" + id + "]";
        }
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
        return with(secondFactor, provenAt, time, roles);
    }

    /** After its principal proved itself again, with a second factor if there is one. */
    public BrowserSession proven(Instant time, Optional<SecondFactor> again) {
        return with(again.or(this::secondFactor), time, time, roles);
    }

    /** The role of that id, if it was assumed in this session and not left. */
    public Optional<ActingRole> role(String roleSessionId) {
        return roles.stream().filter(role -> role.id().equals(roleSessionId)).findFirst();
    }

    /** With another role; without those that are over and, if there are too many, without the one that was assumed first. */
    public BrowserSession acting(ActingRole role, Instant now) {
        var live = new ArrayList<>(
                roles.stream().filter(old -> now.isBefore(old.expiresAt())).toList());
        live.add(role);
        return with(live.subList(Math.max(0, live.size() - MOST_ROLES), live.size()));
    }

    /** Without a role; the same if it has none of that id. */
    public BrowserSession leaving(String roleSessionId) {
        return with(
                roles.stream().filter(role -> !role.id().equals(roleSessionId)).toList());
    }

    /** This session as it is for a request that acts as the role: whoever sits there is the same, the principal is not. */
    public BrowserSession as(ActingRole role) {
        return new BrowserSession(
                id,
                new SessionPrincipal.Temporary(role.id(), role.id(), role.sessionToken()),
                0,
                0,
                halfHash,
                Optional.empty(),
                createdAt,
                expiresAt,
                idle,
                provenAt,
                usedAt,
                address,
                agent,
                List.of());
    }

    private BrowserSession with(List<ActingRole> nextRoles) {
        return with(secondFactor, provenAt, usedAt, nextRoles);
    }

    /** With what changes while a session lasts. */
    private BrowserSession with(
            Optional<SecondFactor> nextFactor, Instant nextProof, Instant nextUse, List<ActingRole> nextRoles) {
        return new BrowserSession(
                id,
                principal,
                epoch,
                generation,
                halfHash,
                nextFactor,
                createdAt,
                expiresAt,
                idle,
                nextProof,
                nextUse,
                address,
                agent,
                nextRoles);
    }
}
