// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds whatever the policies say, tried on drawn scenarios; a failure names its seed. */
class LawsTest {
    private static final int TRIES = Choices.tries(1_500);

    @FunctionalInterface
    private interface Law {
        void check(String seed, Request request, Map<String, List<String>> layers, Gate gate);
    }

    private static void forAll(Law law) {
        for (int seed = 0; seed < TRIES; seed++) {
            var scenario = new Scenario(new Choices(seed));
            law.check("seed " + seed, scenario.request(), scenario.layers(), scenario.gate());
        }
    }

    private static Map<String, List<String>> with(Map<String, List<String>> layers, String layer, String statement) {
        return change(layers, layer, statements -> {
            var more = new ArrayList<>(statements);
            more.add(statement);
            return more;
        });
    }

    private static Map<String, List<String>> change(
            Map<String, List<String>> layers, String layer, UnaryOperator<List<String>> change) {
        var changed = new TreeMap<>(layers);
        changed.computeIfPresent(layer, (_, statements) -> change.apply(statements));
        return changed;
    }

    @Test
    void explainingDecidesTheSame() {
        forAll((seed, request, layers, gate) -> {
            var policies = Scenario.set(layers, gate);
            var decision = new Authorizer().decide(request, policies);
            var explanation = new Authorizer().explain(request, policies);
            assertThat(explanation.decision()).as(seed).isEqualTo(decision);
            boolean isByStatement = decision.result() == Result.EXPLICIT_DENY
                    || (decision.result() == Result.ALLOWED && decision.layer() != Layer.NONE);
            assertThat(explanation.deciding().isPresent()).as(seed).isEqualTo(isByStatement);
            explanation
                    .deciding()
                    .ifPresent(match ->
                            assertThat(match.statement().layer()).as(seed).isEqualTo(decision.layer()));
            assertThat(explanation.matched().stream()
                            .map(match -> match.statement().layer())
                            .toList())
                    .as(seed)
                    .isSorted();
        });
    }

    @Test
    void anyDenyWins() { // 10.2
        var deny = "{'Effect':'Deny','Action':'*','Resource':'*'}";
        forAll((seed, request, layers, gate) -> {
            var before = new Authorizer().decide(request, Scenario.set(layers, gate));
            var after = new Authorizer().decide(request, Scenario.set(with(layers, "identity", deny), gate));
            boolean isBeyondPolicies = before.isAllowed() && before.layer() == Layer.NONE && after.isAllowed();
            assertThat(after.result() == Result.EXPLICIT_DENY || isBeyondPolicies)
                    .as(seed)
                    .isTrue();
        });
    }

    @Test
    void addingADenyNeverGrants() {
        forAll((seed, request, layers, gate) -> {
            var extra = new Scenario(new Choices(seed.hashCode()));
            var deny = extra.statement(false).replace("'Allow'", "'Deny'");
            for (var layer : layers.keySet()) {
                var before = new Authorizer().decide(request, Scenario.set(layers, gate));
                var after = new Authorizer().decide(request, Scenario.set(with(layers, layer, deny), gate));
                assertThat(!before.isAllowed() && after.isAllowed()).as(seed).isFalse();
            }
        });
    }

    @Test
    void addingAnAllowNeverDenies() {
        forAll((seed, request, layers, gate) -> {
            var extra = new Scenario(new Choices(seed.hashCode()));
            var allow = extra.statement(false).replace("'Deny'", "'Allow'");
            for (var layer : layers.keySet()) {
                var before = new Authorizer().decide(request, Scenario.set(layers, gate));
                var after = new Authorizer().decide(request, Scenario.set(with(layers, layer, allow), gate));
                assertThat(before.isAllowed() && !after.isAllowed()).as(seed).isFalse();
            }
        });
    }

    @Test
    void theOrderOfStatementsAndPoliciesIsIrrelevant() {
        forAll((seed, request, layers, gate) -> {
            var shuffled = layers;
            for (var layer : layers.keySet()) {
                shuffled = layer.equals("conveyed")
                        ? shuffled
                        : change(shuffled, layer, statements -> {
                            var other = new ArrayList<>(statements);
                            Collections.shuffle(other, new Random(seed.hashCode()));
                            return other;
                        });
            }
            assertThat(new Authorizer().decide(request, Scenario.set(shuffled, gate)))
                    .as(seed)
                    .isEqualTo(new Authorizer().decide(request, Scenario.set(layers, gate)));
        });
    }

    @Test
    void letterCaseCountsOnlyWhereTheRulesSay() { // section 5
        forAll((seed, request, layers, gate) -> {
            var context = Context.builder();
            request.context()
                    .keys()
                    .forEach(key -> context.put(
                            key.toUpperCase(Locale.ROOT),
                            request.context().value(key).orElse(new Context.Value(List.of(), true))));
            var loud = new Request(
                    request.principal(),
                    request.action().toUpperCase(Locale.ROOT),
                    request.resource(),
                    request.resourceAccount(),
                    context.build());
            var policies = Scenario.set(layers, gate);
            assertThat(new Authorizer().decide(loud, policies))
                    .as(seed)
                    .isEqualTo(new Authorizer().decide(request, policies));
        });
    }

    @Test
    void oneStatementOfManyPoliciesIsOnePolicyOfManyStatements() { // 10.1
        forAll((seed, request, layers, gate) -> {
            var apart = Scenario.set(layers, gate);
            var together = apart.toBuilder()
                    .identity(List.of(Given.policy(String.join(",", layers.getOrDefault("identity", List.of())))))
                    .build();
            assertThat(new Authorizer().decide(request, together))
                    .as(seed)
                    .isEqualTo(new Authorizer().decide(request, apart));
        });
    }

    @Test
    void aPreparedRequestMayBeAskedAgain() {
        forAll((seed, request, layers, gate) -> {
            var prepared = PreparedRequest.of(request);
            var policies = Scenario.set(layers, gate);
            var first = new Authorizer().decide(prepared, policies);
            assertThat(new Authorizer().decide(prepared, policies)).as(seed).isEqualTo(first);
            assertThat(new Authorizer().decide(request, policies)).as(seed).isEqualTo(first);
        });
    }

    @Test
    void aLargePoolSaysWhatItsStatementsSay() {
        for (int seed = 0; seed < Choices.tries(60); seed++) {
            var scenario = new Scenario(new Choices(seed));
            var statements = Stream.generate(() -> scenario.statement(false))
                    .limit(60)
                    .map(Given::policy)
                    .toList();
            var pool = new Pool(statements);
            for (int i = 0; i < 60; i++) {
                var request = PreparedRequest.of(scenario.request());
                var expected = statements.stream()
                        .map(one -> new Pool(List.of(one)).answer(Answer.SILENT, request, Layer.IDENTITY, false))
                        .max(Comparator.naturalOrder());
                assertThat(pool.answer(Answer.SILENT, request, Layer.IDENTITY, false))
                        .as("seed " + seed)
                        .isEqualTo(expected.orElseThrow());
            }
        }
    }

    @Test
    void madeUpActionsDoNotSpoilAPool() {
        var policies = Given.identity(Given.allow("s3:Get*", "*") + "," + Given.deny("s3:GetSecret*", "*"));
        for (int i = 0; i < 3_000; i++) {
            assertThat(Given.result(Given.request(Given.ALICE, "s3:Get" + i, "*"), policies))
                    .isEqualTo(Result.ALLOWED);
            assertThat(Given.result(Given.request(Given.ALICE, "s3:GetSecret" + i, "*"), policies))
                    .isEqualTo(Result.EXPLICIT_DENY);
            assertThat(Given.result(Given.request(Given.ALICE, "s4:Get" + i, "*"), policies))
                    .isEqualTo(Result.IMPLICIT_DENY);
        }
    }
}
