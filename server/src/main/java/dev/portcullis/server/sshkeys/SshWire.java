// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The data types of the SSH protocol that public keys are made of (RFC 4251, section 5). */
final class SshWire {
    private SshWire() {}

    /** Takes fields off an encoded key one by one. */
    static final class Reader {
        private final ByteBuffer rest;

        Reader(byte[] encoded) {
            this.rest = ByteBuffer.wrap(encoded);
        }

        /** @throws IllegalArgumentException if no field is left, or it is longer than what is left */
        byte[] bytes() {
            if (rest.remaining() < Integer.BYTES) {
                throw new IllegalArgumentException("it ends too early");
            }
            int length = rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                throw new IllegalArgumentException("it ends too early");
            }
            var bytes = new byte[length];
            rest.get(bytes);
            return bytes;
        }

        String text() {
            return new String(bytes(), StandardCharsets.US_ASCII);
        }

        BigInteger number() {
            var bytes = bytes();
            return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        }
    }

    /** Fields one after the other. */
    static byte[] encoded(byte[]... fields) {
        var encoded = new ByteArrayOutputStream();
        for (var field : fields) {
            encoded.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
            encoded.writeBytes(field);
        }
        return encoded.toByteArray();
    }

    static byte[] field(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A positive number in as many bytes as it needs. */
    static byte[] field(BigInteger number) {
        return number.toByteArray();
    }

    /** A number from zero up in exactly so many bytes. */
    static byte[] fixed(BigInteger number, int length) {
        var bytes = number.toByteArray();
        var fixed = new byte[length];
        int from = Math.max(0, bytes.length - length);
        var significant = Arrays.copyOfRange(bytes, from, bytes.length);
        System.arraycopy(significant, 0, fixed, length - significant.length, significant.length);
        return fixed;
    }
}
