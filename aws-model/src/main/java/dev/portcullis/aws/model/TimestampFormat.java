// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/** How a moment is written on the wire. */
public enum TimestampFormat {
    /** {@code 2026-11-21T23:33:00Z}: the form of the Query protocols unless a model says otherwise. */
    ISO8601,
    /** {@code Sat, 21 Nov 2026 23:33:00 GMT}. */
    RFC822,
    /** Seconds since 1970 in UTC. */
    UNIX_TIMESTAMP
}
