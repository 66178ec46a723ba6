// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import java.time.Duration;

/**
 * How much of the audit log is kept; whichever limit is reached first deletes the oldest file.
 *
 * @param maxBytes the most bytes of all files together
 * @param age how old a record may become, to a day
 */
public record AuditRetention(long maxBytes, Duration age) {
    /** A gigabyte, and ninety days. */
    public static final AuditRetention DEFAULT = new AuditRetention(1L << 30, Duration.ofDays(90));

    AuditRetention ofBytes(long most) {
        return new AuditRetention(Math.max(1, most), age);
    }

    public AuditRetention {
        if (maxBytes < 1 || !age.isPositive()) {
            throw new IllegalArgumentException("Nothing would be kept: " + maxBytes + " bytes, " + age);
        }
    }
}
