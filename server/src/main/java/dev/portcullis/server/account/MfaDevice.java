// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An MFA device that shows time-based one-time passwords (RFC 6238): an app, a virtual device, whose serial number is its ARN, or a hardware
 * token, whose serial number stands on it and is its name. Its seed is its secret.
 *
 * @param hardware of a hardware token only
 * @param enabled for whom, once somebody has shown that the device has the seed
 */
public record MfaDevice(
        String id,
        String name,
        String path,
        Instant createdAt,
        Tags tags,
        Optional<Hardware> hardware,
        Optional<Enabled> enabled)
        implements Named {
    /** How long an app shows a password, in seconds. */
    public static final int VIRTUAL_STEP_SECONDS = 30;

    /**
     * What is particular to a hardware token.
     *
     * @param stepSeconds how long it shows a password
     */
    public record Hardware(int stepSeconds) {}

    /**
     * That a device is enabled.
     *
     * @param owner the unique id of the user, or the account number for root
     * @param drift how many of its steps the device's clock is ahead
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

    /** For how long the device shows a password, in seconds. */
    public int stepSeconds() {
        return hardware.map(Hardware::stepSeconds).orElse(VIRTUAL_STEP_SECONDS);
    }

    /** Whether the device is enabled for that user or root. */
    public boolean isOf(String ownerId) {
        return enabled.filter(it -> it.owner().equals(ownerId)).isPresent();
    }

    public MfaDevice withEnabled(Optional<Enabled> next) {
        return new MfaDevice(id, name, path, createdAt, tags, hardware, next);
    }

    public MfaDevice withTags(Tags next) {
        return new MfaDevice(id, name, path, createdAt, next, hardware, enabled);
    }
}
