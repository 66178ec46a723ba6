// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.util.Comparator;
import java.util.List;

/** Tells an operator which name was probably meant. */
final class Nearest {
    private Nearest() {}

    /** A sentence about an unknown name. */
    static String unknown(String kind, String name, List<String> known) {
        var nearest = known.stream().min(Comparator.comparingInt(candidate -> distance(name, candidate)));
        return "Unknown %s %s.%s"
                .formatted(
                        kind, name, nearest.map(" Did you mean %s?"::formatted).orElse(""));
    }

    /** Levenshtein's distance: how many characters must be put in, taken out or changed. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
