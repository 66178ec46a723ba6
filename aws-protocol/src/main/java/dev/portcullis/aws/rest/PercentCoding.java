// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.wire.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads percent-encoded parts of a request's target, strictly: no escape that is none, no octets that are no UTF-8. */
final class PercentCoding {
    private PercentCoding() {}

    /** A label of a path. */
    static String label(String raw) {
        return decode(raw, false);
    }

    /** A name or value of a query string, in which a plus is a blank. */
    static String query(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsBlank) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = digit(raw, i + 1);
                int low = digit(raw, i + 2);
                if (high < 0 || low < 0) {
                    throw malformed();
                }
                bytes[length++] = (byte) (16 * high + low);
                i += 2;
            } else {
                bytes[length++] = (byte) (c == '+' && plusIsBlank ? ' ' : c);
            }
        }
        return utf8(ByteBuffer.wrap(bytes, 0, length));
    }

    private static int digit(String raw, int at) {
        return at < raw.length() && raw.charAt(at) < 0x80 ? Character.digit(raw.charAt(at), 16) : -1;
    }

    /** @throws InvalidRequestException if the octets are no UTF-8 */
    static String utf8(ByteBuffer octets) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException e) {
            throw InvalidRequestException.malformed("The request is not valid UTF-8");
        }
    }

    private static InvalidRequestException malformed() {
        return InvalidRequestException.malformed("The request has an invalid percent-encoding");
    }
}
