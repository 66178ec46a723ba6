// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A virtual MFA device: an app that shows time-based one-time passwords (RFC 6238). Its seed is its secret. Its ARN is its serial number.
 *
 * @param enabled for whom, once somebody has shown that the device has the seed
 */
public record MfaDevice(String id, String name, String path, Instant createdAt, Tags tags, Optional<Enabled> enabled)
        implements Named {
    /**
     * That a device is enabled.
     *
     * @param owner the unique id of the user, or the account number for root
     * @param drift how many steps of 30 seconds the device's clock is ahead
     */
    public record Enabled(String owner, Instant at, int drift) {}

    @Override
    public Kind kind() {
        return Kind.MFA_DEVICE;
    }

    @Override
    public Stream<Reference> references() {
        return enabled.stream().map(it -> Reference.mfaOf(it.owner()));
    }

    /** Whether the device is enabled for that user or root. */
    public boolean isOf(String ownerId) {
        return enabled.filter(it -> it.owner().equals(ownerId)).isPresent();
    }

    public MfaDevice withEnabled(Optional<Enabled> next) {
        return new MfaDevice(id, name, path, createdAt, tags, next);
    }

    public MfaDevice withTags(Tags next) {
        return new MfaDevice(id, name, path, createdAt, next, enabled);
    }
}
