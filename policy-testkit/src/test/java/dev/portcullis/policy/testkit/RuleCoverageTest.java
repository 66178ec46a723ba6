// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The cases cite rules that exist. That every rule of evaluation has its cases is what {@link ReferenceMutantsTest} shows. */
class RuleCoverageTest {
    @Test
    void casesCiteRulesThatAreWritten() throws IOException {
        var written = WrittenRules.numbers();
        assertThat(written).hasSizeGreaterThan(100);
        var cited = WrittenRules.cases().stream()
                .flatMap(one -> Stream.of(one.rules().split(", ", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(cited).isSubsetOf(written);
    }
}
