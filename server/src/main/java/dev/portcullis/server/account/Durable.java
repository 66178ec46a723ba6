// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The durable value of an aggregate, or nothing when it has to be read from the store. Thread-safe; the store's thread takes its lock, which
 * is therefore held for moments only.
 */
final class Durable<A extends Aggregate<A>> {
    private volatile @Nullable A value;
    private volatile int brokenChain;
    private long changes;

    @Nullable
    A value() {
        return value;
    }

    /** The value; the given one, read from the store, if there is none. */
    A valueOr(Supplier<A> stored) {
        while (true) {
            long seen = changes();
            var present = value;
            if (present != null) {
                return present;
            }
            takeOver(stored.get(), seen);
        }
    }

    private synchronized long changes() {
        return changes;
    }

    /** Takes over what was read, unless something happened meanwhile: then it may be old. */
    private synchronized void takeOver(A read, long seen) {
        if (changes == seen) {
            become(read);
        }
    }

    synchronized void become(A next) {
        value = next;
        changes++;
    }

    /** Forgets the value: what is durable is not known. */
    synchronized void forget() {
        value = null;
        changes++;
    }

    /** Notes that a write of a chain failed. Chains count up. */
    synchronized void breakChain(int chain) {
        brokenChain = Math.max(brokenChain, chain);
    }

    boolean isBroken(int chain) {
        return chain <= brokenChain;
    }
}
