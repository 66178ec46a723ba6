// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyCasesTest {
    private static final Path OURS = Path.of("..", "conformance", "policy");
    /** Raised when cases are added: a file that is not found or not read must not pass unnoticed. */
    private static final int AT_LEAST = 670;

    static Stream<PolicyCase> ours() throws IOException {
        return PolicyCaseFiles.read(OURS).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ours")
    void evaluatesAsDocumented(PolicyCase one) {
        assertThat(Verdict.ofReference(one.scenario()))
                .as("reference")
                .matches(verdict -> verdict.fulfils(one), one.toString());
        assertThat(Verdict.ofEngine(one.scenario()))
                .as("engine")
                .matches(verdict -> verdict.fulfils(one), one.toString());
        assertThat(Difference.in(one.scenario())).isEmpty();
    }

    @Test
    void thereAreCasesAndEachHasItsName() throws IOException {
        assertThat(ours()).hasSizeGreaterThanOrEqualTo(AT_LEAST);
        assertThat(ours().map(PolicyCase::id)).doesNotHaveDuplicates();
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
    void allOfThePublicCorpusPasses() throws IOException {
        assertThat(passed("policy-cases.json")).hasSize(467);
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
    void theDisputedCasesFollowTheirRulings() throws IOException {
        assertThat(passed("policy-cases-disputed.json")).hasSize(19);
    }

    private static List<String> passed(String file) throws IOException {
        var cases = PolicyCaseFiles.read(Path.of(System.getenv("PORTCULLIS_CASES"), "conformance", file));
        assertThat(cases).allSatisfy(one -> {
            assertThat(Verdict.ofReference(one.scenario()).result())
                    .as(one.id())
                    .isEqualTo(one.result());
            assertThat(Difference.in(one.scenario())).as(one.id()).isEmpty();
        });
        return cases.stream().map(PolicyCase::id).toList();
    }
}
