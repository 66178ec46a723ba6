// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.time.Instant;
import java.util.Optional;

/** Seals secrets for the store: a copy of the store reveals none of them. Thread-safe. */
public final class StoredSecrets {
    private final Sealer sealer;

    public StoredSecrets(Sealer sealer) {
        this.sealer = sealer;
    }

    /** The bytes to store at this address. */
    public byte[] seal(SecretAddress address, Secret secret) {
        return sealer.seal(Purpose.STORED_SECRET, address.binding(), secret.reveal(), Instant.EPOCH);
    }

    /** The secret that was sealed for this very address; empty if the bytes are anything else. */
    public Optional<Secret> open(SecretAddress address, byte[] sealed) {
        return sealer.open(Purpose.STORED_SECRET, address.binding(), sealed, Instant.EPOCH)
                .map(Secret::of);
    }

    /** Whether these bytes were sealed under another master key than the current one. */
    public boolean needsResealing(byte[] sealed) {
        return !sealer.isUnderCurrentMaster(sealed);
    }

    /** The same secret sealed again under the current master key; empty if it does not open. */
    public Optional<byte[]> reseal(SecretAddress address, byte[] sealed) {
        return open(address, sealed).map(secret -> seal(address, secret));
    }
}
