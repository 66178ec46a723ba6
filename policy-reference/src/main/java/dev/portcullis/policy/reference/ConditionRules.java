// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Context;
import dev.portcullis.policy.Effect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Section 7: the condition block. */
final class ConditionRules {
    private final Context context;
    private final Effect effect;
    private final boolean hasVariables;

    ConditionRules(Context context, Effect effect, boolean hasVariables) {
        this.context = context;
        this.effect = effect;
        this.hasVariables = hasVariables;
    }

    private enum Qualifier {
        NONE,
        ANY,
        ALL
    }

    /** Rule 7.1: operators and keys are joined by and. */
    boolean hold(List<Document.Operator> operators) {
        return operators.stream().allMatch(this::holds);
    }

    /** Rule 7.2: whether there is an operator of that name. */
    static boolean isOperator(String name) {
        var base = name.toLowerCase(Locale.ROOT).replaceFirst("^(foranyvalue|forallvalues):", "");
        return base.equals("null")
                || Comparison.named(base.replaceFirst("ifexists$", ""))
                        .filter(comparison -> comparison != Comparison.NULL)
                        .isPresent();
    }

    /** Rule 7.2. An unknown operator never holds. */
    private boolean holds(Document.Operator operator) {
        var name = operator.name().toLowerCase(Locale.ROOT);
        var qualifier = Qualifier.NONE;
        if (name.startsWith("foranyvalue:")) {
            qualifier = Qualifier.ANY;
        } else if (name.startsWith("forallvalues:")) {
            qualifier = Qualifier.ALL;
        }
        var base = name.substring(qualifier == Qualifier.NONE ? 0 : name.indexOf(':') + 1);
        boolean ifExists = base.endsWith("ifexists");
        var comparison = Comparison.named(ifExists ? base.substring(0, base.length() - "ifexists".length()) : base);
        if (comparison.isEmpty() || (ifExists && comparison.get() == Comparison.NULL)) {
            return false;
        }
        for (var key : operator.valuesByKey().entrySet()) {
            var present = context.value(key.getKey()).map(Context.Value::texts).orElse(List.of());
            if (!holds(comparison.get(), qualifier, ifExists, present, key.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Rules 7.3, 7.5 and 7.7 for one key. */
    private boolean holds(
            Comparison comparison, Qualifier qualifier, boolean ifExists, List<String> present, List<String> policy) {
        if (comparison == Comparison.NULL) {
            return policy.stream().anyMatch(p -> p.equalsIgnoreCase(present.isEmpty() ? "true" : "false"));
        }
        if (present.isEmpty() && ifExists) {
            return true;
        }
        return switch (qualifier) {
            case NONE ->
                present.isEmpty()
                        ? comparison.isNegated()
                        : present.size() == 1 && holds(comparison, present.getFirst(), policy);
            case ANY -> present.stream().anyMatch(value -> holds(comparison, value, policy));
            case ALL -> present.stream().allMatch(value -> holds(comparison, value, policy));
        };
    }

    /** Rules 7.4 and 8.5: one request value against the policy's; a negated comparison wants none of them. */
    private boolean holds(Comparison comparison, String value, List<String> policy) {
        if (!comparison.isNegated()) {
            return policy.stream().anyMatch(p -> compare(comparison, value, p) == Comparison.Outcome.MATCHES);
        }
        return policy.stream().allMatch(p -> switch (compare(comparison, value, p)) {
            case MATCHES -> false;
            case DIFFERS -> true;
            case MALFORMED -> effect == Effect.DENY;
        });
    }

    /** Rules 6.1 and 6.7: a policy value with a variable that has no value equals nothing. */
    private Comparison.Outcome compare(Comparison comparison, String value, String policyValue) {
        var pattern = hasVariables && comparison.takesVariables()
                ? Variables.expand(policyValue, comparison.takesWildcards(), context)
                : Optional.of(comparison.takesWildcards() ? Pattern.of(policyValue) : Pattern.literal(policyValue));
        return pattern.map(p -> comparison.compare(value, p)).orElse(Comparison.Outcome.DIFFERS);
    }
}
