// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/**
 * Where an aggregate stands. Revisions of one aggregate are dense: its first commit makes revision 1, each further one
 * the next number, so a missing commit shows as a gap.
 *
 * @param number 0 for an aggregate that was never written
 */
public record Revision(long number) implements Comparable<Revision> {
    /** The revision of an aggregate that was never written. */
    public static final Revision NONE = new Revision(0);

    public Revision {
        if (number < 0) {
            throw new IllegalArgumentException("A revision is not negative: " + number);
        }
    }

    public Revision next() {
        return new Revision(Math.addExact(number, 1));
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "r" + number;
    }
}
