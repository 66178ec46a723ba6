// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Locale;

/**
 * Names in lower case: of condition keys, services and the like, of which there are few and each is met again and again. A
 * name that was met lately is the same object as before, which makes it quick to compare and cheap to keep.
 */
final class LowerCase {
    private static final int LONGEST = 128;
    private static final Memo<String, String> NAMES = new Memo<>(LowerCase::make);

    private LowerCase() {}

    /** The name in lower case. */
    static String of(String name) {
        return name.length() > LONGEST ? name.toLowerCase(Locale.ROOT) : NAMES.of(name);
    }

    private static String make(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(name) ? name : NAMES.of(lower);
    }
}
