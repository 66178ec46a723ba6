// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every written rule that an evaluator follows is shown by a case of our own, and no case cites a rule that does not exist. */
class RuleCoverageTest {
    private static final Pattern RULE = Pattern.compile("(?m)^\\*\\*([0-9]+\\.[0-9]+[a-z]?)(?:\\*\\*| )");

    /** Rules that say nothing about how a request is decided from texts, and where they are tested instead. */
    private static final Set<String> ELSEWHERE = Set.of(
            "1.6", // validation on write
            "9.2", // the server fills in the context
            "9.4", // validation of tags
            "10.13", // credential types: checked by the server before policies
            "12.4", "12.5", "12.6", "12.7", "12.8", "12.9", // STS operations
            "14.11", // cannot be observed
            "14.16", // simulation
            "16.4", "16.5", "16.6"); // attaching, instances, explanations

    @Test
    void everyRuleOfEvaluationHasACase() throws IOException {
        var cited = cited();
        var written = written();
        assertThat(written).hasSizeGreaterThan(100);
        var wanting = written.stream()
                .filter(rule -> !rule.startsWith("13.") && !ELSEWHERE.contains(rule) && !cited.contains(rule))
                .toList();
        assertThat(wanting).as("rules without a case").isEmpty();
    }

    @Test
    void casesCiteRulesThatAreWritten() throws IOException {
        var written = written();
        assertThat(cited())
                .allSatisfy(rule -> assertThat(rule.equals("8") || written.contains(rule))
                        .as(rule)
                        .isTrue());
    }

    private static Set<String> written() throws IOException {
        var text = Files.readString(Path.of("..", "docs", "policy-semantics.md"));
        return RULE.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> cited() throws IOException {
        return PolicyCaseFiles.read(Path.of("..", "conformance", "policy")).stream()
                .flatMap(one -> Stream.of(one.rules().split(", ", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
