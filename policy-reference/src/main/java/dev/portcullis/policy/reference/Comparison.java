// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Section 8: what the operators compare. */
enum Comparison {
    STRING_EQUALS(Family.TEXT, false),
    STRING_NOT_EQUALS(Family.TEXT, true),
    STRING_EQUALS_IGNORE_CASE(Family.TEXT_IGNORING_CASE, false),
    STRING_NOT_EQUALS_IGNORE_CASE(Family.TEXT_IGNORING_CASE, true),
    STRING_LIKE(Family.GLOB, false),
    STRING_NOT_LIKE(Family.GLOB, true),
    NUMERIC_EQUALS(Family.NUMBER, false, Order.EQUAL),
    NUMERIC_NOT_EQUALS(Family.NUMBER, true, Order.EQUAL),
    NUMERIC_LESS_THAN(Family.NUMBER, false, Order.LESS),
    NUMERIC_LESS_THAN_EQUALS(Family.NUMBER, false, Order.AT_MOST),
    NUMERIC_GREATER_THAN(Family.NUMBER, false, Order.GREATER),
    NUMERIC_GREATER_THAN_EQUALS(Family.NUMBER, false, Order.AT_LEAST),
    DATE_EQUALS(Family.DATE, false, Order.EQUAL),
    DATE_NOT_EQUALS(Family.DATE, true, Order.EQUAL),
    DATE_LESS_THAN(Family.DATE, false, Order.LESS),
    DATE_LESS_THAN_EQUALS(Family.DATE, false, Order.AT_MOST),
    DATE_GREATER_THAN(Family.DATE, false, Order.GREATER),
    DATE_GREATER_THAN_EQUALS(Family.DATE, false, Order.AT_LEAST),
    BOOL(Family.BOOL, false),
    BINARY_EQUALS(Family.BINARY, false),
    IP_ADDRESS(Family.ADDRESS, false),
    NOT_IP_ADDRESS(Family.ADDRESS, true),
    ARN_EQUALS(Family.ARN, false),
    ARN_LIKE(Family.ARN, false),
    ARN_NOT_EQUALS(Family.ARN, true),
    ARN_NOT_LIKE(Family.ARN, true),
    /** Rule 7.7: presence, decided before any value is looked at. */
    NULL(Family.TEXT, false);

    private enum Family {
        TEXT,
        TEXT_IGNORING_CASE,
        GLOB,
        NUMBER,
        DATE,
        BOOL,
        BINARY,
        ADDRESS,
        ARN
    }

    private enum Order {
        EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST;

        /** Whether a value that compares so, as {@link Comparable#compareTo} says it, is in this order. */
        boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case LESS -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case GREATER -> comparison > 0;
                case AT_LEAST -> comparison >= 0;
            };
        }
    }

    /** How one request value stands to one policy value. */
    enum Outcome {
        MATCHES,
        DIFFERS,
        /** The policy's value is no number, date, range or base64 text (rule 8.5). */
        MALFORMED
    }

    private final Family family;
    private final boolean negated;
    private final Order order;

    Comparison(Family family, boolean negated) {
        this(family, negated, Order.EQUAL);
    }

    Comparison(Family family, boolean negated, Order order) {
        this.family = family;
        this.negated = negated;
        this.order = order;
    }

    /** The operator whose name, without qualifier and IfExists, is this one in lower case. */
    static Optional<Comparison> named(String lowerCase) {
        return Arrays.stream(values())
                .filter(c -> c.name().replace("_", "").toLowerCase(Locale.ROOT).equals(lowerCase))
                .findFirst();
    }

    boolean isNegated() {
        return negated;
    }

    /** Rule 6.1 with 14.3. */
    boolean takesVariables() {
        return switch (family) {
            case TEXT, TEXT_IGNORING_CASE, GLOB, ARN, BOOL -> true;
            case NUMBER, DATE, BINARY, ADDRESS -> false;
        };
    }

    boolean takesWildcards() {
        return family == Family.GLOB || family == Family.ARN;
    }

    /** Rule 8.1: the request's value on the left. For a negated operator, whether they are equal. */
    Outcome compare(String value, Pattern policy) {
        return switch (family) {
            case TEXT -> matchesIf(policy.text().equals(value));
            case TEXT_IGNORING_CASE -> matchesIf(Arrays.equals(folded(policy.text()), folded(value)));
            case GLOB -> matchesIf(policy.matches(value));
            case ARN -> matchesIf(arnMatches(value, policy));
            case BOOL -> matchesIf(isBool(value) && policy.text().equalsIgnoreCase(value));
            case NUMBER -> parsed(Values::number, value, policy, this::inOrder);
            case DATE -> parsed(Values::date, value, policy, this::datesInOrder);
            case BINARY -> parsed(Values::bytes, value, policy, Arrays::equals);
            case ADDRESS -> {
                var range = Values.range(policy.text());
                var address = Values.address(value);
                yield range.isEmpty()
                        ? Outcome.MALFORMED
                        : matchesIf(address.isPresent() && range.get().contains(address.get()));
            }
        };
    }

    /** The letters of the text in one case; the dotless and the dotted i of Turkish have no other. */
    private static int[] folded(String text) {
        return text.codePoints()
                .map(c -> c == 0x130 || c == 0x131 ? c : Character.toLowerCase(Character.toUpperCase(c)))
                .toArray();
    }

    private boolean inOrder(BigDecimal value, BigDecimal policy) {
        return order.holds(value.compareTo(policy));
    }

    private boolean datesInOrder(Instant value, Instant policy) {
        return order.holds(value.compareTo(policy));
    }

    /** Rule 8.4. */
    private static boolean arnMatches(String value, Pattern policy) {
        var actual = value.split(":", 6);
        var wanted = policy.segments();
        boolean matches = actual.length == 6 && actual[0].equals("arn") && wanted.size() == 6;
        for (int i = 0; matches && i < 6; i++) {
            matches = wanted.get(i).matches(actual[i]);
        }
        return matches;
    }

    private static boolean isBool(String value) {
        return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
    }

    /** Rules 8.5 and 8.6: a policy value that cannot be read is malformed; a request value that cannot be read differs from any. */
    private static <T> Outcome parsed(
            Function<String, Optional<T>> reading, String value, Pattern policy, BiPredicate<T, T> comparison) {
        var right = reading.apply(policy.text());
        var left = reading.apply(value);
        return right.isEmpty()
                ? Outcome.MALFORMED
                : matchesIf(left.isPresent() && comparison.test(left.get(), right.get()));
    }

    private static Outcome matchesIf(boolean holds) {
        return holds ? Outcome.MATCHES : Outcome.DIFFERS;
    }
}
