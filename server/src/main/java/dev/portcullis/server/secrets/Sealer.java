// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and authenticates bytes for one {@link Purpose} and one {@link Binding} with AES-256-GCM. Thread-safe.
 *
 * <p>The sealed form: one byte format version (1), one byte purpose, four bytes id of the master key, two bytes day (days since
 * 1970-01-01, 0 for a lasting purpose), twelve random bytes nonce, then the ciphertext with its 16-byte tag. The header and the
 * binding are authenticated with the content. 36 bytes longer than the content.
 */
public final class Sealer {
    /** By how many bytes the sealed form is longer than its content. */
    public static final int OVERHEAD = 36;

    private static final byte FORMAT = 1;
    private static final int MASTER_AT = 2;
    private static final int DAY_AT = 6;
    private static final int HEADER_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int SECONDS_A_DAY = 86_400;
    private static final int LAST_DAY = 0xffff;

    private final KeyRing keys;
    private final RandomSource random;

    public Sealer(KeyRing keys, RandomSource random) {
        this.keys = keys;
        this.random = random;
    }

    /** Seals for a purpose under the current master key and, for a daily purpose, the key of the day of {@code now}. */
    public byte[] seal(Purpose purpose, Binding binding, byte[] content, Instant now) {
        int day = purpose.isDaily() ? dayOf(now) : 0;
        byte[] header = header(purpose, keys.current(), day);
        byte[] nonce = random.bytes(NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, purpose, keys.current(), day, nonce);
            cipher.updateAAD(binding.bytesAfter(header));
            byte[] sealed = Arrays.copyOf(header, OVERHEAD + content.length);
            System.arraycopy(nonce, 0, sealed, HEADER_BYTES, NONCE_BYTES);
            cipher.doFinal(content, 0, content.length, sealed, HEADER_BYTES + NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Sealing failed", e);
        }
    }

    /** Opens what was sealed for the same purpose and binding; empty for anything else whatever. */
    public Optional<byte[]> open(Purpose purpose, Binding binding, byte[] sealed, Instant now) {
        if (sealed.length < OVERHEAD || sealed[0] != FORMAT || sealed[1] != purpose.code()) {
            return Optional.empty();
        }
        int day = Short.toUnsignedInt(ByteBuffer.wrap(sealed).getShort(DAY_AT));
        if (!isOpenDay(purpose, day, now)) {
            return Optional.empty();
        }
        return masterOf(sealed).flatMap(master -> decrypt(purpose, binding, sealed, master, day));
    }

    /** The master key of the ring that the header names, which is the one it was sealed under if it opens. */
    Optional<MasterKey> masterOf(byte[] sealed) {
        return sealed.length < OVERHEAD
                ? Optional.empty()
                : keys.find(ByteBuffer.wrap(sealed).getInt(MASTER_AT));
    }

    /** Whether something that opens was sealed under the current master key rather than an older one. */
    boolean isUnderCurrentMaster(byte[] sealed) {
        return masterOf(sealed).filter(keys.current()::equals).isPresent();
    }

    private Optional<byte[]> decrypt(Purpose purpose, Binding binding, byte[] sealed, MasterKey master, int day) {
        byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, purpose, master, day, nonce);
            cipher.updateAAD(binding.bytesAfter(header(purpose, master, day)));
            int from = HEADER_BYTES + NONCE_BYTES;
            return Optional.of(cipher.doFinal(sealed, from, sealed.length - from));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Opening failed", e);
        }
    }

    private Cipher cipher(int mode, Purpose purpose, MasterKey master, int day, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, keys.sealingKey(master, purpose, day), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] header(Purpose purpose, MasterKey master, int day) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(FORMAT)
                .put(purpose.code())
                .putInt(master.id())
                .putShort((short) day)
                .array();
    }

    /** A day later than today opens too: another node's clock may be ahead over midnight. */
    private static boolean isOpenDay(Purpose purpose, int day, Instant now) {
        if (!purpose.isDaily()) {
            return day == 0;
        }
        int today = dayOf(now);
        return day > 0 && day >= today - purpose.daysBack() && day <= today + 1;
    }

    private static int dayOf(Instant time) {
        long day = Math.floorDiv(time.getEpochSecond(), SECONDS_A_DAY);
        if (day < 1 || day > LAST_DAY) {
            throw new IllegalArgumentException("No keys for the time " + time);
        }
        return (int) day;
    }
}
