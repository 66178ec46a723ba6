// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few expensive objects for reuse, without locks and without thread locals, which virtual threads would fill. An object is with
 * one borrower at a time; when all are out a new one is made, and what comes back to a full pool is dropped.
 */
final class SlotPool<T> {
    private static final int SLOTS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16);

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<T> maker;

    SlotPool(Supplier<T> maker) {
        this.maker = maker;
    }

    T borrow() {
        for (int i = 0; i < SLOTS; i++) {
            T found = slots.getPlain(i);
            if (found != null && slots.compareAndSet(i, found, null)) {
                return found;
            }
        }
        return maker.get();
    }

    void giveBack(T object) {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, object)) {
                return;
            }
        }
    }
}
