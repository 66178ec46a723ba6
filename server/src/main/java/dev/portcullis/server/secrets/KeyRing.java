// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys for all purposes, derived from the master key on demand. Besides the current master key, under which everything new
 * is made, a ring may hold older ones, under which old things still open until they have been sealed again. Thread-safe.
 */
public final class KeyRing {
    /** Far more than any honest use derives (one a day and purpose); reaching it empties the cache. */
    private static final int MOST_CACHED_KEYS = 1_000;

    private final List<MasterKey> masters;
    private final ConcurrentMap<KeyName, SecretKey> derived = new ConcurrentHashMap<>();

    private record KeyName(int masterId, Purpose purpose, int day) {}

    private KeyRing(List<MasterKey> masters) {
        this.masters = masters;
    }

    /**
     * A ring with this current master key and those older ones.
     *
     * @throws MasterKeyException if two of them cannot be told apart by their id
     */
    public static KeyRing of(MasterKey current, MasterKey... older) {
        var masters = new ArrayList<MasterKey>();
        masters.add(current);
        masters.addAll(List.of(older));
        if (masters.stream().map(MasterKey::id).distinct().count() != masters.size()) {
            throw new MasterKeyException("The same master key is given twice.");
        }
        return new KeyRing(List.copyOf(masters));
    }

    /**
     * Reads the text of a master key file or environment variable: keys in their text form ({@code pmk1_…}), the current one
     * first, separated by white space; a line that starts with {@code #} is a comment.
     *
     * @throws MasterKeyException if there is no key or anything that is not one; the message does not repeat the text
     */
    public static KeyRing parse(Secret text) {
        List<MasterKey> keys = text.revealText()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> Pattern.compile("\\s+").splitAsStream(line))
                .filter(word -> !word.isEmpty())
                .map(MasterKey::parse)
                .toList();
        if (keys.isEmpty()) {
            throw new MasterKeyException("It holds no master key.");
        }
        return of(keys.getFirst(), keys.subList(1, keys.size()).toArray(MasterKey[]::new));
    }

    /** The key under which new things are made. */
    public MasterKey current() {
        return masters.getFirst();
    }

    /** The master key with this id, if the ring holds it. */
    Optional<MasterKey> find(int masterId) {
        return masters.stream().filter(master -> master.id() == masterId).findFirst();
    }

    /** The AES-256 key of a purpose; {@code day} counts from 1970-01-01 and is 0 for a lasting purpose. */
    SecretKey sealingKey(MasterKey master, Purpose purpose, int day) {
        if (!purpose.isForSealing()) {
            throw new IllegalArgumentException(purpose + " is not for sealing");
        }
        if (purpose.isDaily() != (day > 0)) {
            throw new IllegalArgumentException(purpose + " has no key of day " + day);
        }
        return key(master, purpose, day, "AES");
    }

    /** The HMAC-SHA256 key from which the secrets of sessions are derived. */
    SecretKey sessionSecretKey(MasterKey master) {
        return key(master, Purpose.SESSION_SECRET, 0, "HmacSHA256");
    }

    private SecretKey key(MasterKey master, Purpose purpose, int day, String algorithm) {
        if (derived.size() >= MOST_CACHED_KEYS) {
            derived.clear();
        }
        return derived.computeIfAbsent(
                new KeyName(master.id(), purpose, day),
                name -> new SecretKeySpec(master.derive(purpose.label() + " " + day, MasterKey.BYTES), algorithm));
    }

    @Override
    public String toString() {
        return "KeyRing" + masters;
    }
}
