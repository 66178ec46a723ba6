// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A passkey or FIDO2 security key of a user or root: an MFA device that proves itself by signing, and may sign in by itself (W3C Web
 * Authentication, Level 3). Only its public key is kept.
 *
 * @param id the last part of its serial number
 * @param owner the unique id of the user, or the account number for root
 * @param name as its owner calls it; the other part of the serial number
 * @param credentialId by which browsers name it, Base64 for URLs
 * @param attested its credential data as the authenticator attested them (section 6.5.1), with the public key, Base64 for URLs
 * @param site the host that it was made for; it does not answer to another
 * @param transports how browsers may reach it, in their own words
 * @param isBackupEligible whether it may be copied to other devices; this never changes
 * @param counter of signatures as it last told it; 0 of those that do not count
 */
public record Passkey(
        String id,
        String owner,
        String name,
        String credentialId,
        String attested,
        String site,
        List<String> transports,
        boolean isBackupEligible,
        long counter,
        Instant registeredAt)
        implements Entity {
    public Passkey {
        transports = List.copyOf(transports);
    }

    @Override
    public Kind kind() {
        return Kind.PASSKEY;
    }

    @Override
    public Stream<Reference> references() {
        return Stream.of(Reference.passkeyOf(owner), Reference.passkey(credentialId));
    }

    public Passkey withCounter(long next) {
        return new Passkey(
                id, owner, name, credentialId, attested, site, transports, isBackupEligible, next, registeredAt);
    }
}
