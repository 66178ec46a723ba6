// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Duration;

/** Durable counts of failed attempts, so that a restart does not give an attacker new ones. Thread-safe. */
public interface LockoutCounters {
    /**
     * Counts one more failure. The first one opens a window; after the window has passed counting starts anew.
     *
     * @param purpose what failed; subjects of different purposes do not meet
     * @param subject for whom
     * @param window how long failures are remembered from the first one on
     * @return the failures in the present window, this one included
     */
    int countFailure(String purpose, String subject, Duration window);

    /** The failures in the present window; 0 when none is open. */
    int failures(String purpose, String subject);

    /** Forgets the failures, after a success. */
    void clear(String purpose, String subject);
}
