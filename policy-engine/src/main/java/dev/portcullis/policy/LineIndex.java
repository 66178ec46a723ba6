// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;

/** Turns offsets into lines and columns. A line ends at LF, at CR LF, or at a CR alone. */
final class LineIndex {
    private final int[] starts;

    LineIndex(String text) {
        var found = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean endsLine = c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (endsLine) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i + 1;
            }
        }
        starts = Arrays.copyOf(found, count);
    }

    Position at(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Position(line + 1, offset - starts[line] + 1);
    }

    SourceSpan span(Json value) {
        return new SourceSpan(at(value.start()), at(value.end()));
    }
}
