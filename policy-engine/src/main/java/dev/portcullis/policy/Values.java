// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.math.BigDecimal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads condition values as numbers, booleans and bytes (section 8); null stands for "not one of these". */
final class Values {
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_SCALE = 1000;

    private Values() {}

    /** A decimal number, an exponent allowed, of at most 64 characters. */
    static @Nullable BigDecimal number(String text) {
        if (text.isEmpty() || text.length() > MAX_NUMBER_LENGTH || !isAscii(text)) {
            return null;
        }
        try {
            var number = new BigDecimal(text);
            return Math.abs((long) number.scale()) <= MAX_SCALE ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable Boolean bool(String text) {
        return text.equalsIgnoreCase("true") ? Boolean.TRUE : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    static byte @Nullable [] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
