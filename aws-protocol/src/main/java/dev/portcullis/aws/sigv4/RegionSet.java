// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The regions that a SigV4a signature is made for: {@code us-east-1,eu-*}, or {@code *} for all. An asterisk stands for any characters.
 * Immutable.
 *
 * @param patterns region names, with asterisks or without
 */
public record RegionSet(List<String> patterns) {
    private static final int LONGEST = 1024;
    private static final int MOST_PATTERNS = 64;
    private static final int MAX_REGION_LENGTH = 64;

    /** Copies the list. */
    public RegionSet {
        patterns = List.copyOf(patterns);
    }

    /**
     * Reads a set.
     *
     * @param text region names between commas, with white space around them or without
     * @return empty unless there is at least one, all are made of letters, digits, hyphens, low lines and asterisks, and it is no longer
     *     than any real set
     */
    static Optional<RegionSet> read(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        List<String> patterns = new ArrayList<>(2);
        for (String part : text.split(",", MOST_PATTERNS + 1)) {
            String pattern = part.strip();
            if (patterns.size() == MOST_PATTERNS || !isRegion(pattern.replace('*', '-'))) {
                return Optional.empty();
            }
            patterns.add(pattern);
        }
        return Optional.of(new RegionSet(patterns));
    }

    /** Whether a text can be the name of a region. */
    static boolean isRegion(String region) {
        for (int i = 0; i < region.length(); i++) {
            char c = region.charAt(i);
            boolean fits =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!fits) {
                return false;
            }
        }
        return !region.isEmpty() && region.length() <= MAX_REGION_LENGTH;
    }

    /** Whether a region is in the set. Names differ by letter case. */
    public boolean covers(String region) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, region));
    }

    /** Takes each asterisk as short as it goes, and the last one longer where that fails: at most pattern times region steps. */
    private static boolean matches(String pattern, String region) {
        int at = 0;
        int asterisk = -1;
        int resume = 0;
        int i = 0;
        while (i < region.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                asterisk = at++;
                resume = i;
            } else if (at < pattern.length() && pattern.charAt(at) == region.charAt(i)) {
                at++;
                i++;
            } else if (asterisk >= 0) {
                at = asterisk + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
