// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/**
 * The least and greatest length, size or value that a model allows, both inclusive.
 *
 * @param min the least, or {@link Long#MIN_VALUE} where the model gives none
 * @param max the greatest, or {@link Long#MAX_VALUE} where the model gives none
 */
public record Bounds(long min, long max) {
    /** No bound on either side. */
    public static final Bounds NONE = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

    public Bounds {
        if (min > max) {
            throw new IllegalArgumentException("bounds from " + min + " to " + max);
        }
    }

    public static Bounds of(long min, long max) {
        return new Bounds(min, max);
    }

    public static Bounds atLeast(long min) {
        return new Bounds(min, Long.MAX_VALUE);
    }

    public static Bounds atMost(long max) {
        return new Bounds(Long.MIN_VALUE, max);
    }

    /** True where the model names a least value. */
    public boolean hasMin() {
        return min != Long.MIN_VALUE;
    }

    /** True where the model names a greatest value. */
    public boolean hasMax() {
        return max != Long.MAX_VALUE;
    }

    public boolean isBelow(long value) {
        return value < min;
    }

    public boolean isAbove(long value) {
        return value > max;
    }
}
