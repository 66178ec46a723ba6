// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The case files alone, by the outcomes written in them, tell the reference evaluator from each of its mutants; and the cases that
 * do so cite the rule that the mutant breaks. So every rule is pinned by its own cases, for any evaluator that they are run on.
 */
class ReferenceMutantsTest {
    private static List<PolicyCase> cases = List.of();

    @BeforeAll
    static void readCases() throws IOException {
        cases = WrittenRules.cases();
    }

    private static List<ReferenceMutant> mutants() throws IOException {
        return WrittenRules.mutants();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void isKilledByACaseThatCitesItsRule(ReferenceMutant mutant) {
        var broken = mutant.compile();
        var killing = citing(mutant.rule()).filter(one -> !passes(broken, one)).findFirst();
        assertThat(killing)
                .as(
                        "SURVIVED. No case of conformance/policy that cites rule %s fails on a reference evaluator with this mistake: %s",
                        mutant.rule(), mutant.breaks())
                .isPresent();
    }

    @Test
    void everyRuleHasAMutantOrAReasonWhyNone() throws IOException {
        var mutated =
                new TreeSet<>(mutants().stream().map(ReferenceMutant::rule).toList());
        var without = WrittenRules.withoutMutant();
        assertThat(without.values()).allSatisfy(reason -> assertThat(reason).isNotBlank());
        assertThat(mutated).as("both mutated and said to have no mutant").doesNotContainAnyElementsOf(without.keySet());
        mutated.addAll(without.keySet());
        assertThat(mutated).isEqualTo(WrittenRules.numbers());
    }

    private static boolean passes(ReferenceMutant.Evaluator evaluator, PolicyCase one) {
        return Verdict.of(evaluator.decide(one.scenario())).fulfils(one);
    }

    private static Stream<PolicyCase> citing(String rule) {
        return cases.stream().filter(one -> List.of(one.rules().split(", ", -1)).contains(rule));
    }
}
