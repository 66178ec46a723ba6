// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How agents come to speak for an instance, and how many have.
 *
 * @param certificate by which an agent may join whenever it has to
 * @param signedAfter a request joins by a certificate only if it was signed later. It stays when the certificate goes: whatever was signed before
 *     counts no more once another certificate is put
 * @param agentEpoch how many agents joined, or were shut out; only the last that joined speaks for the instance
 */
public record Joining(Optional<JoinCertificate> certificate, Instant signedAfter, int agentEpoch) {
    /** Before anything happened. */
    public static final Joining NONE = new Joining(Optional.empty(), Instant.EPOCH, 0);

    /**
     * With that certificate, for requests signed since then. Signing times have whole seconds: one in the same second counts as signed since,
     * but if a certificate was used or taken away in it.
     */
    public Joining withCertificate(String trustAnchorArn, String commonName, Instant now) {
        var lastSignedAt = certificate.flatMap(JoinCertificate::lastSignedAt);
        var next = new JoinCertificate(trustAnchorArn, commonName, lastSignedAt);
        var secondBefore = now.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
        return new Joining(Optional.of(next), later(signedAfter, secondBefore), agentEpoch);
    }

    /** Without a certificate; whoever joined by it is shut out. */
    public Joining withoutCertificate(Instant now) {
        return new Joining(Optional.empty(), later(signedAfter, now), agentEpoch + 1);
    }

    /** The certificate, if a request that was signed then may join by it. */
    public Optional<JoinCertificate> certificateFor(Instant signedAt) {
        return certificate.filter(_ -> signedAt.isAfter(signedAfter));
    }

    /** Once a request is used that was signed then and for which the certificate counts; the agent's epoch is yet to be raised. */
    public Joining usedAt(Instant signedAt) {
        return new Joining(certificate.map(used -> used.usedAt(signedAt)), signedAt, agentEpoch);
    }

    /** After another agent joined, or after the last one was shut out. */
    public Joining withNextAgentEpoch() {
        return new Joining(certificate, signedAfter, agentEpoch + 1);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
