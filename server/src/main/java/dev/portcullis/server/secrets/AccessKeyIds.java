// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Access key ids that name their account, in the layout of AWS's own, so that public tools and {@code sts:GetAccessKeyInfo}
 * read them: a prefix of four letters ({@code AKIA} long-term, {@code ASIA} temporary) and 16 characters of Base32. Those are 80
 * bits: a one (the newer generation of ids), the account number in 40 bits, and 39 random bits. With as many keys as an account may
 * have, a clash is rare (one in a million at a thousand keys) but possible: long-term ids are drawn again while they are taken,
 * and a temporary id counts only together with the token that holds it, whose session id has 128 random bits.
 */
public final class AccessKeyIds {
    /** The length of every id that is made here. */
    public static final int LENGTH = 20;

    static final String TEMPORARY = "ASIA";
    private static final String LONG_TERM = "AKIA";
    private static final int PREFIX = 4;
    private static final int ACCOUNT_BITS = 40;
    /** The random bits among the first 64; the last two bytes are random as well. */
    private static final int RANDOM_BITS_OF_HEAD = Long.SIZE - 1 - ACCOUNT_BITS;

    private static final int BYTES = 10;
    private static final long NEWER_GENERATION = Long.MIN_VALUE;
    private static final long LAST_ACCOUNT = 999_999_999_999L;
    private static final int MOST_TRIES = 100;
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private final RandomSource random;

    public AccessKeyIds(RandomSource random) {
        this.random = random;
    }

    /** A new long-term id of this account (12 digits) that is not taken. */
    public String longTerm(String account, Predicate<String> isTaken) {
        for (int i = 0; i < MOST_TRIES; i++) {
            String id = draw(LONG_TERM, account);
            if (!isTaken.test(id)) {
                return id;
            }
        }
        throw new IllegalStateException(
                "No free access key id in " + MOST_TRIES + " tries: is the random source sound?");
    }

    /** A new temporary id of this account (12 digits). */
    public String temporary(String account) {
        return draw(TEMPORARY, account);
    }

    /**
     * The account (12 digits) that an id names; empty for ids of another form: chosen and imported ones, and AWS's older
     * generation. That an id names an account does not say that it was issued. Costs no look-up.
     */
    public static Optional<String> accountOf(String accessKeyId) {
        if (accessKeyId.length() != LENGTH || !hasKnownPrefix(accessKeyId) || !Base32.isEncoded(accessKeyId, PREFIX)) {
            return Optional.empty();
        }
        long head =
                ByteBuffer.wrap(Base32.decode(accessKeyId.substring(PREFIX))).getLong();
        long account = (head << 1) >>> (Long.SIZE - ACCOUNT_BITS);
        return head < 0 && account <= LAST_ACCOUNT ? Optional.of("%012d".formatted(account)) : Optional.empty();
    }

    /** Whether this is an id of the form that temporary credentials have; their requests need a session token. */
    public static boolean isTemporary(String accessKeyId) {
        return accessKeyId.startsWith(TEMPORARY);
    }

    private String draw(String prefix, String account) {
        if (!ACCOUNT.matcher(account).matches()) {
            throw new IllegalArgumentException("An account id has 12 digits: " + account);
        }
        byte[] bits = random.bytes(BYTES);
        long drawn = ByteBuffer.wrap(bits).getLong() & ((1L << RANDOM_BITS_OF_HEAD) - 1);
        long named = Long.parseLong(account) << RANDOM_BITS_OF_HEAD;
        ByteBuffer.wrap(bits).putLong(NEWER_GENERATION | named | drawn);
        return prefix + Base32.encode(bits, LENGTH - PREFIX);
    }

    private static boolean hasKnownPrefix(String accessKeyId) {
        return accessKeyId.startsWith(LONG_TERM) || accessKeyId.startsWith(TEMPORARY);
    }
}
