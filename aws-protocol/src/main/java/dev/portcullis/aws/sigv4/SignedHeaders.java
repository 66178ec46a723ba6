// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The names of the signed headers, in lower case and ascending order. Immutable. The same clients sign the same headers again and again, so
 * the lists last read are kept.
 */
public final class SignedHeaders {
    private static final int NOWHERE = -1;
    private static final int KEPT = 64;
    private static final int LONGEST_KEPT = 512;
    private static final AtomicReferenceArray<@Nullable SignedHeaders> LAST_READ = new AtomicReferenceArray<>(KEPT);
    private static final boolean[] IN_NAMES = new boolean[128];

    static {
        for (int c = '!'; c < 0x7f; c++) {
            IN_NAMES[c] = (c < 'A' || c > 'Z') && c != ':' && c != ',';
        }
    }

    private final String text;
    private final String[] names;
    /** The place of the first name of each length. */
    private final int[] firstOfLength;
    /** For each name the place of the next one as long. */
    private final int[] nextOfLength;

    private final boolean hasHost;

    private SignedHeaders(String text, String[] names) {
        this.text = text;
        this.names = names;
        int longest = Arrays.stream(names).mapToInt(String::length).max().orElse(0);
        this.firstOfLength = new int[longest + 1];
        this.nextOfLength = new int[names.length];
        Arrays.fill(firstOfLength, NOWHERE);
        for (int i = names.length - 1; i >= 0; i--) {
            nextOfLength[i] = firstOfLength[names[i].length()];
            firstOfLength[names[i].length()] = i;
        }
        this.hasHost = contains("host");
    }

    /**
     * Reads a list.
     *
     * @param text names joined by semicolons
     * @return empty unless they are lower-case names, each after the one before it
     */
    static Optional<SignedHeaders> read(String text) {
        int place = text.hashCode() & (KEPT - 1);
        var known = LAST_READ.getAcquire(place);
        if (known != null && known.text.equals(text)) {
            return Optional.of(known);
        }
        String[] names = text.split(";", -1);
        for (int i = 0; i < names.length; i++) {
            if (!isLowerCase(names[i]) || (i > 0 && names[i - 1].compareTo(names[i]) >= 0)) {
                return Optional.empty();
            }
        }
        var read = new SignedHeaders(text, names);
        if (text.length() <= LONGEST_KEPT) {
            LAST_READ.setRelease(place, read);
        }
        return Optional.of(read);
    }

    private static boolean isLowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= IN_NAMES.length || !IN_NAMES[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** The names joined by semicolons, as they were given. */
    public String text() {
        return text;
    }

    /** Whether the header of that name, in any letter case, is signed. */
    public boolean contains(String name) {
        return place(name) >= 0;
    }

    /** The place of a name, in any letter case; negative if that header is not signed. */
    int place(String name) {
        int length = name.length();
        int i = length < firstOfLength.length ? firstOfLength[length] : NOWHERE;
        while (i >= 0 && !(names[i].equals(name) || names[i].equalsIgnoreCase(name))) {
            i = nextOfLength[i];
        }
        return i;
    }

    boolean hasHost() {
        return hasHost;
    }

    int size() {
        return names.length;
    }

    String name(int i) {
        return names[i];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedHeaders headers && headers.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
