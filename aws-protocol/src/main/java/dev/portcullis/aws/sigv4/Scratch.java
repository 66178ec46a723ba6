// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The buffers and the digest of one verification, reused by the next. For one thread at a time. */
final class Scratch {
    static final int HASH_LENGTH = 32;
    private static final int KEPT = 64 * 1024;
    private static final SlotPool<Scratch> POOL = new SlotPool<>(Scratch::new);

    /** The canonical request, then the string to sign. */
    byte[] bytes = new byte[2048];

    int length;
    /** Set when something was written that has no single-byte form: then nothing can have signed it. */
    boolean unwritable;

    final byte[] hash = new byte[HASH_LENGTH];
    final byte[] given = new byte[HASH_LENGTH];
    private final byte[] hex = new byte[2 * HASH_LENGTH];
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
        unwritable = false;
    }

    void put(char c) {
        if (length == bytes.length) {
            grow(1);
        }
        if (c > 0xff) {
            unwritable = true;
        }
        bytes[length++] = (byte) c;
    }

    void put(String text) {
        int count = text.length();
        if (bytes.length - length < count) {
            grow(count);
        }
        byte[] to = bytes;
        int at = length;
        int all = 0;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            all |= c;
            to[at + i] = (byte) c;
        }
        length = at + count;
        unwritable |= all > 0xff;
    }

    void put(byte[] from, int start, int end) {
        int count = end - start;
        if (bytes.length - length < count) {
            grow(count);
        }
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    /** Puts {@link #hash} in hexadecimal. */
    void putHash() {
        if (bytes.length - length < 2 * HASH_LENGTH) {
            grow(2 * HASH_LENGTH);
        }
        Hex.write(hash, HASH_LENGTH, bytes, length);
        length += 2 * HASH_LENGTH;
    }

    /** The SHA-256 of an array, in hexadecimal. */
    String hexHash(byte[] of) {
        hash(of, of.length);
        return hexOfHash();
    }

    /** {@link #hash} in hexadecimal. */
    String hexOfHash() {
        Hex.write(hash, HASH_LENGTH, hex, 0);
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
