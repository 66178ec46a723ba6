// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The AWS managed policies, immutable and the same for every account. The list is {@code policies/index.tsv}, the
 * documents stand beside it.
 */
public final class ManagedPolicyCatalogue {
    private static final String ARN_PREFIX = "arn:aws:iam::aws:policy";

    private final Map<String, AwsManagedPolicy> byArn;

    private ManagedPolicyCatalogue(Map<String, AwsManagedPolicy> byArn) {
        this.byArn = byArn;
    }

    /** Reads list and documents from the class path; a few milliseconds. */
    public static ManagedPolicyCatalogue load() {
        return new ManagedPolicyCatalogue(Resources.lines("policies/index.tsv").stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> policy(line.split("\t", -1)))
                .collect(Collectors.toMap(
                        AwsManagedPolicy::arn,
                        Function.identity(),
                        (first, second) -> {
                            throw new IllegalStateException(first.arn() + " stands twice in the list");
                        },
                        TreeMap::new)));
    }

    /** All of them in the order of their ARNs. */
    public List<AwsManagedPolicy> all() {
        return List.copyOf(byArn.values());
    }

    /** The policy with that ARN, spelled exactly so. */
    public Optional<AwsManagedPolicy> byArn(String arn) {
        return Optional.ofNullable(byArn.get(arn));
    }

    private static AwsManagedPolicy policy(String[] cells) {
        if (cells.length != 7) {
            throw new IllegalStateException("The list of policies has a line of " + cells.length + " cells");
        }
        String name = cells[0];
        String path = cells[1];
        return new AwsManagedPolicy(
                name,
                path,
                ARN_PREFIX + path + name,
                cells[2],
                cells[6],
                Resources.text("policies/" + name + ".json"),
                cells[3],
                Instant.parse(cells[4]),
                Instant.parse(cells[5]));
    }
}
