// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/** The buffers and the digest of one verification, reused by the next. For one thread at a time. */
final class Scratch {
    static final int HASH_LENGTH = 32;
    private static final int KEPT = 64 * 1024;
    private static final SlotPool<Scratch> POOL = new SlotPool<>(Scratch::new);

    /** The canonical request, then the string to sign. */
    byte[] bytes = new byte[2048];

    int length;
    private int[] nameLengths = new int[32];
    final byte[] hash = new byte[HASH_LENGTH];
    final byte[] given = new byte[HASH_LENGTH];
    /** A hash in hexadecimal. */
    final byte[] hex = new byte[2 * HASH_LENGTH];

    private final MessageDigest sha256;

    private Scratch() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Scratch borrow() {
        return POOL.borrow();
    }

    void giveBack() {
        clear();
        if (bytes.length <= KEPT) {
            POOL.giveBack(this);
        }
    }

    void clear() {
        length = 0;
    }

    void put(char c) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) c;
    }

    /** Puts text that is known to be ASCII. */
    void put(String ascii) {
        put(ascii, 0, ascii.length());
    }

    /** Puts a part of a text that is known to be ASCII. */
    @SuppressWarnings(
            "deprecation") // the method drops the high bytes of characters, of which ASCII has none, and allocates
    // nothing
    void put(String ascii, int from, int end) {
        reserve(end - from);
        ascii.getBytes(from, end, bytes, length);
        length += end - from;
    }

    /** The lengths of the names of the headers, by their places. */
    int[] lengthsOfNames(List<RawHeader> headers) {
        int count = headers.size();
        if (nameLengths.length < count) {
            nameLengths = new int[2 * count];
        }
        for (int i = 0; i < count; i++) {
            nameLengths[i] = headers.get(i).name().length();
        }
        return nameLengths;
    }

    /** Makes room for so many bytes after {@link #length}. */
    byte[] reserve(int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
        return bytes;
    }

    void put(byte[] from, int start, int end) {
        int count = end - start;
        System.arraycopy(from, start, reserve(count), length, count);
        length += count;
    }

    /** Puts {@link #hash} in hexadecimal. */
    void putHash() {
        Hex.write(hash, HASH_LENGTH, reserve(2 * HASH_LENGTH), length);
        length += 2 * HASH_LENGTH;
    }

    /** Takes over a hash that somebody else made, 64 hexadecimal digits, as {@link #hex}. */
    void putPayloadHash(String sha256) {
        byte[] digits = sha256.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, hex, 0, hex.length);
    }

    /** Hashes a payload into {@link #hex}. */
    void hashPayload(byte[] payload) {
        hash(payload, payload.length);
        Hex.write(hash, HASH_LENGTH, hex, 0);
    }

    /** {@link #hash} in hexadecimal. */
    String hexOfHash() {
        Hex.write(hash, HASH_LENGTH, hex, 0);
        return hexText();
    }

    /** {@link #hex} as text. */
    String hexText() {
        return new String(hex, StandardCharsets.ISO_8859_1);
    }

    private void grow(int by) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + by));
    }

    /** Hashes a whole array into {@link #hash}. */
    void hash(byte[] of, int count) {
        try {
            sha256.update(of, 0, count);
            sha256.digest(hash, 0, HASH_LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }
}
