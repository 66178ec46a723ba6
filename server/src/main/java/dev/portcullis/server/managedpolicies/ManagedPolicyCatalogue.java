// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The AWS managed policies, the same for every account. The list is {@code policies/index.tsv}, the documents stand beside
 * it; a document is read when its policy is first asked for, so that the start of the server does not wait for it.
 * Thread-safe.
 */
public final class ManagedPolicyCatalogue {
    private static final String ARN_PREFIX = "arn:aws:iam::aws:policy";
    private static final int CELLS = 7;

    private final SortedMap<String, String[]> rows = new TreeMap<>();
    private final Map<String, AwsManagedPolicy> read = new ConcurrentHashMap<>();

    private ManagedPolicyCatalogue() {}

    /** Reads the list from the class path. */
    public static ManagedPolicyCatalogue load() {
        var catalogue = new ManagedPolicyCatalogue();
        for (String line : Resources.lines("policies/index.tsv")) {
            if (!line.startsWith("#")) {
                catalogue.add(line.split("\t", -1));
            }
        }
        return catalogue;
    }

    /** All of them in the order of their ARNs. */
    public List<AwsManagedPolicy> all() {
        var all = new ArrayList<AwsManagedPolicy>(rows.size());
        rows.keySet().forEach(arn -> all.add(policy(arn)));
        return List.copyOf(all);
    }

    /** The ARNs of all of them, sorted. */
    List<String> arns() {
        return List.copyOf(rows.keySet());
    }

    /** The policy with that ARN, spelled exactly so. */
    public Optional<AwsManagedPolicy> byArn(String arn) {
        return rows.containsKey(arn) ? Optional.of(policy(arn)) : Optional.empty();
    }

    private void add(String[] row) {
        if (row.length != CELLS) {
            throw new IllegalStateException("The list of policies has a line of " + row.length + " cells");
        }
        String arn = ARN_PREFIX + row[1] + row[0];
        if (rows.put(arn, row) != null) {
            throw new IllegalStateException(arn + " stands twice in the list");
        }
    }

    private AwsManagedPolicy policy(String arn) {
        return read.computeIfAbsent(arn, key -> policy(key, requireNonNull(rows.get(key))));
    }

    private static AwsManagedPolicy policy(String arn, String[] row) {
        String name = row[0];
        return new AwsManagedPolicy(
                name,
                row[1],
                arn,
                row[2],
                row[6],
                Resources.text("policies/" + name + ".json"),
                row[3],
                Instant.parse(row[4]),
                Instant.parse(row[5]));
    }
}
