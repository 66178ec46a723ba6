// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Comparator;

/** Why a document must not be written, in our words and where. */
record Defect(Code code, String message, int offset) {
    /** The kinds of defect, in the order in which AWS looks for them in identity policies. */
    enum Code {
        CHARACTER,
        NOT_JSON,
        STRUCTURE,
        UNKNOWN_FIELD,
        NO_STATEMENT_FIELD,
        NO_STATEMENT,
        VERSION,
        FORBIDDEN_ID,
        NO_EFFECT,
        EFFECT,
        OPERATOR,
        OLD_VERSION,
        EFFECT_CASE,
        CONDITION_VALUE,
        SHORT_ARN,
        WHITE_SPACE_IN_ACTION,
        FORBIDDEN_PRINCIPAL,
        SID,
        REPEATED_SID,
        NOT_PRINCIPAL_ALLOW,
        FORBIDDEN_NOT_PRINCIPAL,
        NO_PRINCIPAL,
        EMPTY_PRINCIPAL,
        PRINCIPAL,
        NO_ACTION,
        FORBIDDEN_RESOURCE,
        FORBIDDEN_NOT_RESOURCE,
        NO_RESOURCE,
        RESOURCE,
        ACTION,
        FORBIDDEN_ALLOW,
        NO_CONDITION
    }

    static Comparator<Defect> byImportance() {
        return Comparator.comparing(Defect::code).thenComparingInt(Defect::offset);
    }
}
