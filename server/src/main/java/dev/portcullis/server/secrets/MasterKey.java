// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * One master key: 256 random bits, from which every other key is derived and which itself encrypts nothing. Its id, eight
 * hexadecimal digits derived from it, may be shown: it tells keys apart and says nothing about them.
 */
public final class MasterKey {
    static final int BYTES = 32;
    /** 32 random bytes have fewer different ones in one of 10<sup>25</sup> keys; typed-in and default keys have few. */
    private static final int LEAST_DISTINCT_BYTES = 12;

    private static final String PREFIX = "pmk1_";
    private static final byte[] SALT = "portcullis master key 1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] material;
    private final int id;

    private MasterKey(byte[] material) {
        this.material = material;
        this.id = ByteBuffer.wrap(derive("key id", 4)).getInt();
    }

    /** A new key. */
    public static MasterKey generate(RandomSource random) {
        return new MasterKey(random.bytes(BYTES));
    }

    /**
     * Reads the text form: {@code pmk1_} and the key in URL-safe Base64.
     *
     * @throws MasterKeyException if the text is anything else; the message does not repeat the text
     */
    static MasterKey parse(String text) {
        if (text.startsWith("pmk1w_")) {
            throw new MasterKeyException(
                    "This master key is wrapped by a PKCS#11 token: the setting master-key-pkcs11 says which.");
        }
        if (!text.startsWith(PREFIX)) {
            throw new MasterKeyException("A master key starts with " + PREFIX + "; this text does not.");
        }
        byte[] material;
        try {
            material = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new MasterKeyException("A master key is written in URL-safe Base64; this text is not.");
        }
        if (material.length != BYTES) {
            throw new MasterKeyException(
                    "A master key has %d bytes; this text has %d.".formatted(BYTES, material.length));
        }
        if (distinctBytes(material) < LEAST_DISTINCT_BYTES) {
            throw new MasterKeyException("This master key is not random. Delete it and let a new one be made.");
        }
        return new MasterKey(material);
    }

    /** The text form that {@link #parse} reads. */
    Secret text() {
        return Secret.ofText(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(material));
    }

    /** The key's id as it stands in front of everything sealed under it. */
    int id() {
        return id;
    }

    /** A key derived for one label, independent of the keys of all other labels. */
    byte[] derive(String label, int length) {
        byte[] info = ("portcullis 1 " + label).getBytes(StandardCharsets.US_ASCII);
        return Hkdf.derive(material, SALT, info, length);
    }

    private static long distinctBytes(byte[] bytes) {
        return IntStream.range(0, bytes.length).map(i -> bytes[i]).distinct().count();
    }

    @Override
    public String toString() {
        return "MasterKey[" + HexFormat.of().toHexDigits(id) + "]";
    }
}
