// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy as it is written: structurally sound (section 1), not yet compiled, every part with its place in the text. */
record Document(Json.@Nullable Str version, Json.@Nullable Str id, List<Statement> statements, LineIndex lines) {
    static final String VERSION_WITH_VARIABLES = "2012-10-17";
    static final String OLD_VERSION = "2008-10-17";

    /** Whether policy variables are active (rules 1.7, 6.1). */
    boolean hasVariables() {
        return version != null && version.text().equals(VERSION_WITH_VARIABLES);
    }

    /** One statement; an element is null when the statement has neither form of it, of actions only in an unsound document. */
    record Statement(
            Json.Obj source,
            Json.@Nullable Str sid,
            Effect effect,
            @Nullable Principals principals,
            @Nullable Strings actions,
            @Nullable Strings resources,
            List<Condition> conditions) {}

    /** The strings of an element, and whether it is the {@code Not…} form. */
    record Strings(boolean isNegated, List<Json.Str> values) {}

    /** A {@code Principal} or {@code NotPrincipal} element; {@code "*"} is an {@code AWS} entry (rule 2.1). */
    record Principals(boolean isNegated, int start, List<Entry> entries) {}

    /** One principal: its kind, one of {@code AWS}, {@code Service}, {@code Federated}, {@code CanonicalUser}. */
    record Entry(String kind, Json.Str value) {}

    /** One key under one operator. */
    record Condition(Json.Str operator, Json.Str key, List<Value> values) {}

    /** A condition value in its canonical text (rule 1.3). */
    record Value(String text, int start) {}
}
