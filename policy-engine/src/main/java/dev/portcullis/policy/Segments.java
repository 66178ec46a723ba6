// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/** Where the six segments of an ARN lie in its text: five colons, the rest belongs to the resource (rule 4.1). */
record Segments(int first, int second, int third, int fourth, int fifth) {
    /** Stands for the segments of a text that has fewer. */
    static final Segments NONE = new Segments(-1, -1, -1, -1, -1);

    /** The segments of the text; null if it has fewer than five colons. */
    static @Nullable Segments of(String text) {
        int first = text.indexOf(':');
        int second = first < 0 ? -1 : text.indexOf(':', first + 1);
        int third = second < 0 ? -1 : text.indexOf(':', second + 1);
        int fourth = third < 0 ? -1 : text.indexOf(':', third + 1);
        int fifth = fourth < 0 ? -1 : text.indexOf(':', fourth + 1);
        return fifth < 0 ? null : new Segments(first, second, third, fourth, fifth);
    }

    /** Where the text's sixth segment begins; negative if it has fewer. */
    static int startOfLast(String text) {
        int colons = 0;
        for (int i = 0; i < text.length(); i++) { // for five short steps quicker than to search five times
            if (text.charAt(i) == ':' && ++colons == 5) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Where segment {@code index}, 0 to 5, begins. */
    int start(int index) {
        return switch (index) {
            case 0 -> 0;
            case 1 -> first + 1;
            case 2 -> second + 1;
            case 3 -> third + 1;
            case 4 -> fourth + 1;
            default -> fifth + 1;
        };
    }

    /** Where segment {@code index} ends in a text of the given length. */
    int end(int index, int length) {
        return switch (index) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            case 3 -> fourth;
            case 4 -> fifth;
            default -> length;
        };
    }
}
