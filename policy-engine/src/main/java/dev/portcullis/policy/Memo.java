// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was lately made of texts, so that what is asked often is made once and is one object. A fixed number of places,
 * one for each text by its hash, and no long texts: made-up ones cost time but no memory. What is made must be immutable;
 * threads may race to make equal ones.
 */
final class Memo<T> {
    private static final int PLACES = 4096;
    private static final int LONGEST = 128;

    private record Entry<T>(String text, T made) {}

    private final @Nullable Entry<T>[] places;
    private final Function<String, T> maker;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Memo(Function<String, T> maker) {
        this.maker = maker;
        this.places = new Entry[PLACES];
    }

    /** What the maker makes of the text. */
    T of(String text) {
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        var known = places[place];
        if (known != null && known.text.equals(text)) {
            return known.made;
        }
        var made = maker.apply(text);
        if (text.length() <= LONGEST) {
            places[place] = new Entry<>(text, made);
        }
        return made;
    }
}
