// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One key under one operator of a {@code Condition} block, compiled: whether a request's context satisfies it (section 7). */
final class Clause {
    /** In characters, and in values: what is kept of other documents. */
    private static final int SMALL = 128;

    private static final Memo<Key, Clause> KNOWN = new Memo<>(Clause::compile);

    /** The comparison of one request value with the policy's values, negation left out. */
    private sealed interface Comparison {
        boolean matchesAny(String value, @Nullable ContextEntry first, Context context);
    }

    /** What tells one clause from another: all but where it stands. Ordered, so that keys of one hash are found quickly too. */
    record Key(String operator, String key, List<String> values, Effect effect, boolean hasVariables)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::key)
                .thenComparing(Key::operator)
                .thenComparing(Key::effect)
                .thenComparing(Key::hasVariables)
                .thenComparing(Key::values, Key::compare);

        static Key of(Document.Condition condition, Effect effect, boolean hasVariables) {
            var values = condition.values().stream().map(Document.Value::text).toList();
            return new Key(condition.operator().text(), condition.key().text(), values, effect, hasVariables);
        }

        private boolean isSmall() {
            return operator.length() + key.length() <= SMALL
                    && values.size() <= SMALL
                    && values.stream().mapToInt(String::length).sum() <= SMALL;
        }

        private static int compare(List<String> one, List<String> other) {
            return Arrays.compare(one.toArray(String[]::new), other.toArray(String[]::new));
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final String operatorText;
    private final String keyText;
    private final String key;
    /** Null for an operator that does not exist: the clause never holds (rule 7.2). */
    private final @Nullable Comparison comparison;

    private final boolean isNegated;
    private final boolean holdsWithoutKey;
    private final Operator.Quantifier quantifier;
    /** Set by a malformed value under a negated operator of an Allow statement, which then fails closed (rule 8.5). */
    private final boolean failsWhenPresent;

    private final List<Template> templates;

    private Clause(Key source) {
        this.operatorText = source.operator;
        this.keyText = source.key;
        this.key = LowerCase.of(keyText);
        this.comparison = null;
        this.isNegated = false;
        this.holdsWithoutKey = false;
        this.quantifier = Operator.Quantifier.NONE;
        this.failsWhenPresent = true;
        this.templates = List.of();
    }

    private Clause(Key source, Operator operator) {
        var base = operator.base();
        boolean takesVariables = source.hasVariables && base.takesVariables();
        var all = source.values.stream()
                .map(takesVariables ? Template::parse : (Function<String, Template>) Template::literal)
                .toList();
        this.operatorText = source.operator;
        this.keyText = source.key;
        this.key = LowerCase.of(keyText);
        this.comparison = comparison(base, source.values, all);
        this.isNegated = base.isNegated();
        this.holdsWithoutKey = holdsWithoutKey(operator);
        this.quantifier = operator.quantifier();
        this.failsWhenPresent = source.effect == Effect.ALLOW
                && base.isNegated()
                && source.values.stream().anyMatch(text -> isMalformed(base.test(), text));
        this.templates = all.stream().allMatch(Template::isStatic) ? List.of() : all;
    }

    /** The clause, compiled; clauses that policies say again and again are one object. */
    static Clause of(Key source) {
        return source.isSmall() ? KNOWN.of(source) : compile(source);
    }

    private static Clause compile(Key source) {
        var operator = Operator.parse(source.operator);
        return operator == null ? new Clause(source) : new Clause(source, operator);
    }

    private static Comparison comparison(Operator.Base base, List<String> texts, List<Template> templates) {
        return switch (base.test()) {
            case TEXT ->
                templates.size() == 1 && templates.getFirst().isStatic()
                        ? new SameText(templates.getFirst().text())
                        : new TextEquality(templates, false);
            case TEXT_IGNORING_CASE -> new TextEquality(templates, true);
            case GLOB -> new GlobMatch(PatternSource.all(templates));
            case ARN -> new ArnMatch(ArnPattern.all(templates));
            case NUMBER -> new NumberOrder(readable(texts, Values::number), base.order());
            case DATE -> new DateOrder(readable(texts, Dates::parse), base.order());
            case BOOL -> new BoolEquality(templates);
            case BINARY -> new BytesEquality(readable(texts, Values::bytes));
            case ADDRESS -> new AddressMatch(readable(texts, IpBlock::parse).toArray(IpBlock[]::new));
            case NULL -> new Presence(readable(texts, Values::bool));
        };
    }

    private static <T> List<T> readable(List<String> texts, Function<String, @Nullable T> reader) {
        var found = new ArrayList<T>(texts.size());
        for (var text : texts) {
            var value = reader.apply(text);
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }

    /** Whether a policy value cannot be read as what its operator compares (rule 8.5). */
    static boolean isMalformed(Operator.Test test, String text) {
        return switch (test) {
            case TEXT, TEXT_IGNORING_CASE, GLOB, ARN -> false;
            case NUMBER -> Values.number(text) == null;
            case DATE -> Dates.parse(text) == null;
            case BOOL, NULL -> Values.bool(text) == null;
            case BINARY -> Values.bytes(text) == null;
            case ADDRESS -> IpBlock.parse(text) == null;
        };
    }

    /** Whether the context satisfies every one of some clauses. */
    static boolean allHold(Clause[] clauses, Context context) {
        for (var clause : clauses) {
            if (!clause.holds(context)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the context satisfies this clause. */
    boolean holds(Context context) {
        if (comparison == null) {
            return false;
        }
        var entry = context.entry(key);
        if (comparison instanceof Presence presence) {
            return presence.admits(entry != null);
        }
        return entry == null ? holdsWithoutKey : holds(comparison, entry, context);
    }

    /** Rule 7.3, the column of the missing key. */
    private static boolean holdsWithoutKey(Operator operator) {
        return operator.ifExists()
                || switch (operator.quantifier()) {
                    case NONE -> operator.base().isNegated();
                    case FOR_ANY_VALUE -> false;
                    case FOR_ALL_VALUES -> true;
                };
    }

    private boolean holds(Comparison comparison, ContextEntry entry, Context context) {
        if (failsWhenPresent) {
            return false;
        }
        var only = entry.only();
        return only == null
                ? holdsForSeveral(comparison, entry, context)
                : comparison.matchesAny(only, entry, context) != isNegated;
    }

    private boolean holdsForSeveral(Comparison comparison, ContextEntry entry, Context context) {
        if (quantifier == Operator.Quantifier.NONE) {
            return false; // rule 7.5
        }
        var texts = entry.value().texts();
        boolean forAll = quantifier == Operator.Quantifier.FOR_ALL_VALUES;
        for (int i = 0; i < texts.size(); i++) {
            if (comparison.matchesAny(texts.get(i), null, context) == isNegated) {
                if (forAll) {
                    return false;
                }
            } else if (!forAll) {
                return true;
            }
        }
        return forAll;
    }

    /** Whether the key is absent from the context. */
    boolean isKeyAbsent(Context context) {
        return context.entry(key) == null;
    }

    String operatorText() {
        return operatorText;
    }

    /** The key in the spelling of the policy. */
    String keyText() {
        return keyText;
    }

    /** Hands over the key and the variables that this clause refers to, as they are spelled. */
    void forEachKey(Consumer<String> action) {
        action.accept(keyText());
        templates.forEach(template -> template.forEachVariable(action));
    }

    /** StringEquals with one fixed text, as most conditions are. */
    private record SameText(String text) implements Comparison {
        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            return value.equals(text);
        }
    }

    /** StringEquals and its kin; an unresolvable value is equal to nothing (rule 6.7). */
    private static final class TextEquality implements Comparison {
        private final Template[] dynamic;
        private final String[] fixed;
        private final boolean ignoresCase;

        TextEquality(List<Template> templates, boolean ignoresCase) {
            this.dynamic = templates.stream().filter(t -> !t.isStatic()).toArray(Template[]::new);
            this.fixed = templates.stream()
                    .filter(Template::isStatic)
                    .map(Template::text)
                    .toArray(String[]::new);
            this.ignoresCase = ignoresCase;
        }

        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            for (var text : fixed) {
                if (isEqual(value, text)) {
                    return true;
                }
            }
            for (var template : dynamic) {
                if (template.isEqual(value, ignoresCase, context)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isEqual(String value, String text) {
            return ignoresCase ? CaseFolding.isEqual(value, text) : value.equals(text);
        }
    }

    private record GlobMatch(List<PatternSource> patterns) implements Comparison {
        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(value, 0, value.length(), context)) {
                    return true;
                }
            }
            return false;
        }
    }

    private record ArnMatch(List<ArnPattern> patterns) implements Comparison {
        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(value, context)) {
                    return true;
                }
            }
            return false;
        }
    }

    private record NumberOrder(List<BigDecimal> numbers, Operator.Order order) implements Comparison {
        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            var number = first == null ? Values.number(value) : first.number();
            if (number != null) {
                for (int i = 0; i < numbers.size(); i++) {
                    if (order.admits(number.compareTo(numbers.get(i)))) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private record DateOrder(List<Instant> instants, Operator.Order order) implements Comparison {
        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            var instant = first == null ? Dates.parse(value) : first.instant();
            if (instant != null) {
                for (int i = 0; i < instants.size(); i++) {
                    if (order.admits(instant.compareTo(instants.get(i)))) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private record BoolEquality(List<Template> templates) implements Comparison {
        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            var actual = Values.bool(value);
            if (actual != null) {
                var text = actual.toString();
                for (int i = 0; i < templates.size(); i++) {
                    if (templates.get(i).isEqual(text, true, context)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private record BytesEquality(List<byte[]> values) implements Comparison {
        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            var bytes = Values.bytes(value);
            return bytes != null && values.stream().anyMatch(each -> Arrays.equals(each, bytes));
        }
    }

    private static final class AddressMatch implements Comparison {
        private final IpBlock[] blocks;

        AddressMatch(IpBlock[] blocks) {
            this.blocks = blocks;
        }

        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            var address = first == null ? IpAddress.parse(value) : first.address();
            if (address != null) {
                for (var block : blocks) {
                    if (block.contains(address)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** The Null operator, which asks for the key alone (rule 7.7). */
    private record Presence(boolean admitsAbsence, boolean admitsPresence) implements Comparison {
        Presence(List<Boolean> values) {
            this(values.contains(true), values.contains(false));
        }

        boolean admits(boolean isPresent) {
            return isPresent ? admitsPresence : admitsAbsence;
        }

        @Override
        public boolean matchesAny(String value, @Nullable ContextEntry first, Context context) {
            return admitsPresence;
        }
    }
}
