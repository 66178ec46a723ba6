// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Effect;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Section 1: a policy document as the evaluator sees it. What only the writing of a policy has to respect (a forbidden {@code Id}, the
 * form of a {@code Sid}, sizes, an empty list of statements) is read here without complaint.
 *
 * @param hasVariables rule 1.7: whether {@code ${…}} means anything
 */
record Document(boolean hasVariables, List<Statement> statements) {

    /** Element names to principal values: {@code AWS}, {@code Service}, {@code Federated}, {@code CanonicalUser}. */
    record Principals(Map<String, List<String>> byKind) {}

    /** One operator block of a condition: the operator's name and, for each key, the policy's values. */
    record Operator(String name, Map<String, List<String>> valuesByKey) {}

    record Statement(
            Optional<String> sid,
            Effect effect,
            Optional<Principals> principal,
            Optional<Principals> notPrincipal,
            Optional<List<String>> action,
            Optional<List<String>> notAction,
            Optional<List<String>> resource,
            Optional<List<String>> notResource,
            List<Operator> condition) {}

    private static final Set<String> STATEMENT_MEMBERS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    /** Rules 1.1, 1.2, 1.7. Throws {@link Malformed}. */
    static Document read(String json) {
        var members = members(Json.read(json));
        requireOnly(members, Set.of("Version", "Id", "Statement"));
        text(members, "Id");
        var version = text(members, "Version").orElse("2008-10-17");
        require(version.equals("2012-10-17") || version.equals("2008-10-17"), "unknown Version");
        var statement = members.get("Statement");
        require(statement != null, "no Statement");
        var all = statement instanceof Json.Items(var list) ? list : List.of(statement);
        return new Document(
                version.equals("2012-10-17"),
                all.stream().map(Document::statement).toList());
    }

    /** Rule 1.5. */
    private static Statement statement(Json json) {
        var members = members(json);
        requireOnly(members, STATEMENT_MEMBERS);
        var statement = new Statement(
                text(members, "Sid"),
                effect(text(members, "Effect").orElse("")),
                principals(members, "Principal"),
                principals(members, "NotPrincipal"),
                texts(members, "Action"),
                texts(members, "NotAction"),
                texts(members, "Resource"),
                texts(members, "NotResource"),
                condition(members.get("Condition")));
        require(statement.action.isPresent() != statement.notAction.isPresent(), "needs one of Action and NotAction");
        require(statement.resource.isEmpty() || statement.notResource.isEmpty(), "both Resource and NotResource");
        require(statement.principal.isEmpty() || statement.notPrincipal.isEmpty(), "both Principal and NotPrincipal");
        return statement;
    }

    /** Rule 1.10. */
    private static Effect effect(String text) {
        return switch (text) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw new Malformed("Effect is neither Allow nor Deny");
        };
    }

    /** Rule 2.1: {@code "*"} is {@code {"AWS": "*"}}; nothing empty. */
    private static Optional<Principals> principals(Map<String, Json> members, String name) {
        return Optional.ofNullable(members.get(name)).map(json -> {
            if (json instanceof Json.Text(var text)) {
                require(text.equals("*"), "a bare principal other than *");
                return new Principals(Map.of("AWS", List.of("*")));
            }
            var kinds = members(json);
            requireOnly(kinds, Set.of("AWS", "Service", "Federated", "CanonicalUser"));
            require(!kinds.isEmpty(), "no principal");
            var byKind = new LinkedHashMap<String, List<String>>();
            kinds.forEach((kind, values) -> {
                byKind.put(kind, strings(values));
                require(!strings(values).isEmpty(), "no principal");
            });
            return new Principals(byKind);
        });
    }

    /** Rules 7.1 and 7.2. */
    private static List<Operator> condition(@Nullable Json json) {
        var operators = new ArrayList<Operator>();
        if (json != null) {
            members(json).forEach((operator, keys) -> {
                var byKey = new LinkedHashMap<String, List<String>>();
                members(keys).forEach((key, values) -> byKey.put(key, conditionValues(values)));
                require(!byKey.isEmpty() || ConditionRules.isOperator(operator), "unknown operator without keys");
                operators.add(new Operator(operator, byKey));
            });
        }
        return operators;
    }

    /** Rule 1.3, second half: numbers and booleans become their canonical text. */
    private static List<String> conditionValues(Json json) {
        var list = json instanceof Json.Items(var items) ? items : List.of(json);
        return list.stream().map(Document::conditionValue).toList();
    }

    private static String conditionValue(Json json) {
        return switch (json) {
            case Json.Text(var text) -> text;
            case Json.Bool(var isTrue) -> isTrue ? "true" : "false";
            case Json.Numeral(var number) -> canonical(number);
            case Json.Null _, Json.Items _, Json.Members _ -> throw new Malformed("not a condition value");
        };
    }

    private static String canonical(BigDecimal number) {
        var shortest = number.stripTrailingZeros();
        require(Math.abs(shortest.scale()) <= 400, "a number too long to write out");
        return shortest.toPlainString();
    }

    /** Rule 1.3, first half: a string is a list of one. */
    private static Optional<List<String>> texts(Map<String, Json> members, String name) {
        return Optional.ofNullable(members.get(name)).map(Document::strings);
    }

    private static List<String> strings(Json json) {
        var list = json instanceof Json.Items(var items) ? items : List.of(json);
        return list.stream().map(Document::string).toList();
    }

    private static Optional<String> text(Map<String, Json> members, String name) {
        return Optional.ofNullable(members.get(name)).map(Document::string);
    }

    private static String string(Json json) {
        if (json instanceof Json.Text(var text)) {
            return text;
        }
        throw new Malformed("not a string");
    }

    private static Map<String, Json> members(Json json) {
        if (json instanceof Json.Members(var map)) {
            return map;
        }
        throw new Malformed("not an object");
    }

    /** Rules 1.1, 1.4 and 1.5: names in exact case, none unknown. */
    private static void requireOnly(Map<String, Json> members, Set<String> allowed) {
        require(allowed.containsAll(members.keySet()), "unknown member");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Malformed(otherwise);
        }
    }
}
