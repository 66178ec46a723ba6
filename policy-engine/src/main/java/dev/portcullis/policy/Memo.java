// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was lately made of keys, so that what is asked often is made once and is one object. A fixed number of places, one
 * for each key by its hash: whoever makes up many keys loses time but costs no memory, provided that only small ones are asked
 * about. Keys and what is made of them must be immutable; threads may race to make equal ones.
 */
final class Memo<K, T> {
    private static final int PLACES = 4096;

    private record Entry<K, T>(K key, T made) {}

    private final @Nullable Entry<K, T>[] places;
    private final Function<K, T> maker;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Memo(Function<K, T> maker) {
        this.maker = maker;
        this.places = new Entry[PLACES];
    }

    /** What the maker makes of the key. */
    T of(K key) {
        int hash = key.hashCode();
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        var known = places[place];
        if (known != null && known.key.equals(key)) {
            return known.made;
        }
        var made = maker.apply(key);
        places[place] = new Entry<>(key, made);
        return made;
    }
}
