// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.security.SecureRandom;

/** Where random bytes come from. Tests may pass bytes of their own; everything else uses {@link #secure()}. */
@FunctionalInterface
public interface RandomSource {
    /** Fills the whole array with random bytes. */
    void fill(byte[] bytes);

    /** That many fresh random bytes. */
    default byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        fill(bytes);
        return bytes;
    }

    /** The platform's cryptographic source; thread-safe and never blocking once the machine is up. */
    static RandomSource secure() {
        return new SecureRandom()::nextBytes;
    }
}
