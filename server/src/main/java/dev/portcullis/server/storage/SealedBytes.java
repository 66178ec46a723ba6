// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.Arrays;

/** A secret as it is kept: already sealed by the caller, opaque to the store. Immutable. */
public final class SealedBytes {
    private final byte[] bytes;

    private SealedBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static SealedBytes of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("A sealed secret is not empty");
        }
        return new SealedBytes(bytes.clone());
    }

    /** A copy. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealedBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SealedBytes[%d bytes]".formatted(bytes.length);
    }
}
