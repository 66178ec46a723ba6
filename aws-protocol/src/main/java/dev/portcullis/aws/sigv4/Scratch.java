// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The buffers and the digest of one verification, reused by the next. For one thread at a time. */
final class Scratch {
    static final int HASH_LENGTH = 32;
    private static final int KEPT = 64 * 1024;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long BLANKS = ' ' * ONES;
    private static final long QUESTION_MARKS = '?' * ONES;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    private static final SlotPool<Scratch> POOL = new SlotPool<>(Scratch::new);

    /** The canonical request, then the string to sign. */
    byte[] bytes = new byte[2048];

    int length;
    private int[] places = new int[32];
    final byte[] hash = new byte[HASH_LENGTH];
    /** The hash of the payload in hexadecimal. */
    final byte[] payload = new byte[2 * HASH_LENGTH];
    /** The signature in hexadecimal. */
    final byte[] signature = new byte[2 * HASH_LENGTH];

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

    /** Puts text that should be octets; a character that is none becomes a question mark, which {@link #isPlain} does not let pass. */
    void putOctets(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        put(octets, 0, octets.length);
    }

    /**
     * Whether the bytes from there on are so many lines without a question mark, two blanks in a row or a control character; may be wrong
     * only in saying no. Eight bytes at a time: a byte of a word is less than n, at least if none before it is, where the subtraction of n
     * from each sets its highest bit and that was not set before.
     */
    boolean isPlain(int start, int lines) {
        reserve(Long.BYTES);
        Arrays.fill(bytes, length, length + Long.BYTES, (byte) 'x'); // the last word goes past the end
        int controls = 0;
        long odd = 0;
        long blankBefore = 0;
        for (int i = start; i < length; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i);
            long blanks = zeros(word ^ BLANKS);
            controls += Long.bitCount((word - BLANKS) & ~word & HIGHEST_BITS);
            odd |= zeros(word ^ QUESTION_MARKS) | (blanks & ((blanks << Byte.SIZE) | blankBefore));
            blankBefore = blanks >>> (Long.SIZE - Byte.SIZE);
        }
        return odd == 0 && controls == lines;
    }

    /** The highest bit of each byte that is zero, perhaps of more. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHEST_BITS;
    }

    /** So many places or more, all negative. */
    int[] places(int count) {
        if (places.length < count) {
            places = new int[2 * count];
        }
        Arrays.fill(places, 0, count, -1);
        return places;
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

    /** Takes over a hash that somebody else made, 64 hexadecimal digits, as {@link #payload}. */
    void putPayloadHash(String sha256) {
        byte[] digits = sha256.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, payload, 0, payload.length);
    }

    /** Hashes a payload into {@link #payload}. */
    void hashPayload(byte[] of) {
        hash(of, of.length);
        Hex.write(hash, HASH_LENGTH, payload, 0);
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
