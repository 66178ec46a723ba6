// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.regex.Pattern;

/** A 12-digit AWS account number. */
public record AccountId(String text) implements Comparable<AccountId> {
    private static final Pattern FORM = Pattern.compile("[0-9]{12}");

    public AccountId {
        if (!isWellFormed(text)) {
            throw new IllegalArgumentException("An account id has 12 digits: " + text);
        }
    }

    public static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(AccountId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
