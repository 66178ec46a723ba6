// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The value by which data recognise their master key: sealed when the data are created, stored with them, and verified at each
 * start before anything else is opened.
 */
public final class MasterCheck {
    private static final byte[] CONTENT = "these data belong to this master key".getBytes(StandardCharsets.US_ASCII);

    private final Sealer sealer;

    public MasterCheck(Sealer sealer) {
        this.sealer = sealer;
    }

    /** A new check value for the current master key. */
    public byte[] seal() {
        return sealer.seal(Purpose.MASTER_CHECK, Binding.NONE, CONTENT, Instant.EPOCH);
    }

    /**
     * Verifies the check value stored with the data.
     *
     * @return a new value to store instead when the old one was made under an older master key of the ring, else empty
     * @throws MasterKeyException if none of the ring's master keys made it
     */
    public Optional<byte[]> verify(byte[] stored) {
        boolean ours = sealer.open(Purpose.MASTER_CHECK, Binding.NONE, stored, Instant.EPOCH)
                .filter(content -> Arrays.equals(content, CONTENT))
                .isPresent();
        if (!ours) {
            throw new MasterKeyException(
                    "This is not the master key of these data: they were sealed under another one. "
                            + "Start with the master key file that was made together with the data directory.");
        }
        return sealer.isUnderCurrentMaster(stored) ? Optional.empty() : Optional.of(seal());
    }
}
