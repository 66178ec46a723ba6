// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.util.Base64;

/** Secret access keys: 240 bits as 40 characters of the Base64 alphabet. */
public final class SecretAccessKeys {
    /** 240 bits are exactly 40 characters, without padding. */
    static final int BYTES = 30;

    private final RandomSource random;

    public SecretAccessKeys(RandomSource random) {
        this.random = random;
    }

    /** A new random secret. */
    public Secret next() {
        return of(random.bytes(BYTES));
    }

    static Secret of(byte[] bits) {
        return Secret.ofText(Base64.getEncoder().encodeToString(bits));
    }
}
