// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A condition operator as rule 7.2 spells it: {@code [ForAllValues:|ForAnyValue:]BASE[IfExists]}, in any letter case. */
record Operator(Base base, Quantifier quantifier, boolean ifExists) {
    enum Quantifier {
        NONE,
        FOR_ANY_VALUE,
        FOR_ALL_VALUES
    }

    /** How two values are compared, before negation. */
    enum Test {
        TEXT,
        TEXT_IGNORING_CASE,
        GLOB,
        ARN,
        NUMBER,
        DATE,
        BOOL,
        BINARY,
        ADDRESS,
        NULL
    }

    /** Which orders satisfy a comparison of request value to policy value. */
    enum Order {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean admits(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case LESS -> comparison < 0;
                case LESS_OR_EQUAL -> comparison <= 0;
                case GREATER -> comparison > 0;
                case GREATER_OR_EQUAL -> comparison >= 0;
            };
        }
    }

    /** The operators of section 8, under AWS's names. */
    enum Base {
        STRING_EQUALS("StringEquals", Test.TEXT, false),
        STRING_NOT_EQUALS("StringNotEquals", Test.TEXT, true),
        STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", Test.TEXT_IGNORING_CASE, false),
        STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", Test.TEXT_IGNORING_CASE, true),
        STRING_LIKE("StringLike", Test.GLOB, false),
        STRING_NOT_LIKE("StringNotLike", Test.GLOB, true),
        NUMERIC_EQUALS("NumericEquals", Test.NUMBER, false),
        NUMERIC_NOT_EQUALS("NumericNotEquals", Test.NUMBER, true),
        NUMERIC_LESS_THAN("NumericLessThan", Test.NUMBER, Order.LESS),
        NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Test.NUMBER, Order.LESS_OR_EQUAL),
        NUMERIC_GREATER_THAN("NumericGreaterThan", Test.NUMBER, Order.GREATER),
        NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Test.NUMBER, Order.GREATER_OR_EQUAL),
        DATE_EQUALS("DateEquals", Test.DATE, false),
        DATE_NOT_EQUALS("DateNotEquals", Test.DATE, true),
        DATE_LESS_THAN("DateLessThan", Test.DATE, Order.LESS),
        DATE_LESS_THAN_EQUALS("DateLessThanEquals", Test.DATE, Order.LESS_OR_EQUAL),
        DATE_GREATER_THAN("DateGreaterThan", Test.DATE, Order.GREATER),
        DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", Test.DATE, Order.GREATER_OR_EQUAL),
        BOOL("Bool", Test.BOOL, false),
        BINARY_EQUALS("BinaryEquals", Test.BINARY, false),
        IP_ADDRESS("IpAddress", Test.ADDRESS, false),
        NOT_IP_ADDRESS("NotIpAddress", Test.ADDRESS, true),
        ARN_EQUALS("ArnEquals", Test.ARN, false),
        ARN_LIKE("ArnLike", Test.ARN, false),
        ARN_NOT_EQUALS("ArnNotEquals", Test.ARN, true),
        ARN_NOT_LIKE("ArnNotLike", Test.ARN, true),
        NULL("Null", Test.NULL, false);

        private final String text;
        private final Test test;
        private final boolean isNegated;
        private final Order order;

        Base(String text, Test test, boolean isNegated) {
            this(text, test, isNegated, Order.EQUAL);
        }

        Base(String text, Test test, Order order) {
            this(text, test, false, order);
        }

        Base(String text, Test test, boolean isNegated, Order order) {
            this.text = text;
            this.test = test;
            this.isNegated = isNegated;
            this.order = order;
        }

        Test test() {
            return test;
        }

        boolean isNegated() {
            return isNegated;
        }

        Order order() {
            return order;
        }

        /** Whether values of this operator may hold policy variables (rules 6.1, 14.3). */
        boolean takesVariables() {
            return switch (test) {
                case TEXT, TEXT_IGNORING_CASE, GLOB, ARN, BOOL -> true;
                case NUMBER, DATE, BINARY, ADDRESS, NULL -> false;
            };
        }
    }

    private static final Map<String, Base> BASES = new HashMap<>();

    static {
        for (var base : Base.values()) {
            BASES.put(base.text.toLowerCase(Locale.ROOT), base);
        }
    }

    /** The operator that the text names; null if there is none such. */
    static @Nullable Operator parse(String text) {
        var name = text.toLowerCase(Locale.ROOT);
        var quantifier = Quantifier.NONE;
        if (name.startsWith("forallvalues:")) {
            quantifier = Quantifier.FOR_ALL_VALUES;
        } else if (name.startsWith("foranyvalue:")) {
            quantifier = Quantifier.FOR_ANY_VALUE;
        }
        name = quantifier == Quantifier.NONE ? name : name.substring(name.indexOf(':') + 1);
        boolean ifExists = name.endsWith("ifexists");
        var base = BASES.get(ifExists ? name.substring(0, name.length() - "ifexists".length()) : name);
        return base == null || (base == Base.NULL && ifExists) ? null : new Operator(base, quantifier, ifExists);
    }
}
