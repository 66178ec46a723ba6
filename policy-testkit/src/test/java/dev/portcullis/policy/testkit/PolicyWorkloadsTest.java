// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Result;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PolicyWorkloadsTest {
    @Test
    void oneSmallPolicyHasThreeStatements() {
        assertWorkload(PolicyWorkloads.w1(), 1, 3);
    }

    @Test
    void manyMembersHaveTwentyStatementsEach() {
        assertWorkload(PolicyWorkloads.w3(), 250, 20);
    }

    @Test
    void whatIsSaidByHandIsWhatTheReferenceSays() {
        var workload = PolicyWorkloads.w2();
        assertThat(workload.questions())
                .allSatisfy(
                        q -> assertThat(workload.members().getFirst().byHand(q)).isEqualTo(q.expected()));
    }

    private static void assertWorkload(Workload workload, int members, int statements) {
        assertThat(workload.members()).hasSize(members);
        assertThat(workload.members())
                .allSatisfy(member -> assertThat(member.policies().stream()
                                .mapToInt(p -> p.size())
                                .sum())
                        .isEqualTo(statements));
        var questions = workload.questions();
        assertThat(questions).hasSize(PolicyWorkloads.REQUESTS).doesNotHaveDuplicates();
        var outcomes =
                questions.stream().collect(Collectors.groupingBy(Workload.Question::expected, Collectors.counting()));
        assertThat(outcomes)
                .containsEntry(Result.ALLOWED, 2_048L)
                .containsEntry(Result.EXPLICIT_DENY, 1_024L)
                .containsEntry(Result.IMPLICIT_DENY, 1_024L);
        var engine = new Authorizer();
        var sets = workload.members().stream()
                .map(member -> EnginePolicies.of(member.layers()).orElseThrow())
                .toList();
        assertThat(questions)
                .allSatisfy(q -> assertThat(engine.decide(workload.request(q), sets.get(q.member()))
                                .result())
                        .isEqualTo(q.expected()));
    }
}
