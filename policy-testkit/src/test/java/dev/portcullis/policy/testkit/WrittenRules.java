// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.testkit.ReferenceMutant.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The numbered rules of the project's page on semantics, the cases that cite them and the mutants that break them. */
final class WrittenRules {
    private static final Pattern RULE = Pattern.compile("(?m)^\\*\\*([0-9]+\\.[0-9]+[a-z]?)(?:\\*\\*| )");
    private static final Path MUTANTS = Path.of("src", "test", "resources", "reference-mutants.yaml");

    private WrittenRules() {}

    /** The numbers of all rules; 8 is the table of operators at the head of its section. */
    static SortedSet<String> numbers() throws IOException {
        var text = Files.readString(Path.of("..", "docs", "policy-semantics.md"));
        return Stream.concat(Stream.of("8"), RULE.matcher(text).results().map(match -> match.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Our own case files. */
    static List<PolicyCase> cases() throws IOException {
        return PolicyCaseFiles.read(Path.of("..", "conformance", "policy"));
    }

    static List<ReferenceMutant> mutants() throws IOException {
        return list(file().get("mutants")).stream()
                .map(one -> (Map<?, ?>) one)
                .map(one -> new ReferenceMutant(
                        text(one, "rule"), text(one, "breaks"), text(one, "in") + ".java", changes(one)))
                .toList();
    }

    private static List<Change> changes(Map<?, ?> one) {
        var first = new Change(text(one, "from"), text(one, "to"));
        return one.get("also") instanceof Map<?, ?> also
                ? List.of(first, new Change(text(also, "from"), text(also, "to")))
                : List.of(first);
    }

    /** The rules that have no mutant, with the reason. */
    static Map<String, String> withoutMutant() throws IOException {
        var reasons = new TreeMap<String, String>();
        for (var one : list(file().get("without"))) {
            var members = (Map<?, ?>) one;
            for (var rule : list(members.get("rules"))) {
                reasons.put(String.valueOf(rule), text(members, "reason"));
            }
        }
        return reasons;
    }

    private static Map<?, ?> file() throws IOException {
        var settings = LoadSettings.builder().setLabel(MUTANTS.toString()).build();
        return (Map<?, ?>) new Load(settings).loadFromString(Files.readString(MUTANTS));
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("no list: " + value);
    }

    private static String text(Map<?, ?> members, String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text " + name + " in " + members);
    }
}
