// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.math.BigDecimal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads condition values as numbers, booleans and bytes (section 8); null stands for "not one of these". */
final class Values {
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_EXPONENT_DIGITS = 3;

    private Values() {}

    /** A decimal number of at most 64 characters, an exponent of three digits allowed (rule 8.1). */
    static @Nullable BigDecimal number(String text) {
        if (text.length() > MAX_NUMBER_LENGTH || !isAscii(text) || exponentDigits(text) > MAX_EXPONENT_DIGITS) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static int exponentDigits(String text) {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (e < 0) {
            return 0;
        }
        boolean isSigned = text.startsWith("+", e + 1) || text.startsWith("-", e + 1);
        return text.length() - e - (isSigned ? 2 : 1);
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
