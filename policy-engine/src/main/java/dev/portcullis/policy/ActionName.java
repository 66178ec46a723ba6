// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Locale;

/** The action of a request in lower case, taken apart. */
final class ActionName {
    private static final int LONGEST = 128;
    private static final Memo<String, ActionName> KNOWN = new Memo<>(ActionName::new);

    private final String text;
    private final String service;
    private final String name;
    private final int hash;

    private ActionName(String spelling) {
        this.text = spelling.toLowerCase(Locale.ROOT);
        int colon = text.indexOf(':');
        this.service = colon < 0 ? "" : LowerCase.of(text.substring(0, colon));
        this.name = text.substring(colon + 1);
        int spread = text.hashCode();
        this.hash = spread ^ spread >>> 16;
    }

    /** The action that the text spells, in any letter case; without a colon it is of no service. */
    static ActionName of(String spelling) {
        return spelling.length() > LONGEST ? new ActionName(spelling) : KNOWN.of(spelling);
    }

    String text() {
        return text;
    }

    String service() {
        return service;
    }

    /** What follows the service's colon. */
    String name() {
        return name;
    }

    boolean is(ActionName other) {
        return this == other || (hash == other.hash && text.equals(other.text));
    }

    /** A number that the text gives, for tables of actions. */
    int hash() {
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
