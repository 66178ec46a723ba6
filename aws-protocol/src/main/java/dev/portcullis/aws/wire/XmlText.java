// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.wire;

/** What XML 1.0 can say at all. Every text that is accepted is held to it, whatever protocol it comes in, for any may be answered in XML. */
public final class XmlText {
    private XmlText() {}

    /** Whether XML 1.0 has a way to write all of the text: no control characters but tab, LF and CR, no lone surrogates, no U+FFFE, U+FFFF. */
    public static boolean canCarry(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= Character.MIN_SURROGATE) {
                int point = text.codePointAt(i);
                if (!isCarried(point)) {
                    return false;
                }
                i += Character.charCount(point) - 1;
            }
        }
        return true;
    }

    /** Whether XML 1.0 has that character. */
    public static boolean isCarried(int point) {
        return point >= ' '
                ? point < 0xD800 || (point > 0xDFFF && point < 0xFFFE) || point > 0xFFFF
                : point == '\t' || point == '\n' || point == '\r';
    }
}
