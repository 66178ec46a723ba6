// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Statements that may apply to a request, in two lots: those to be looked at whatever the resource, and those to be found by
 * the resource. Few statements are quicker looked at than found.
 */
final class Candidates {
    private static final int FEW = 8;

    private final Statement[] anywhere;
    private final @Nullable PrefixIndex byResource;

    private Candidates(List<Statement> anywhere, @Nullable PrefixIndex byResource) {
        this.anywhere = anywhere.toArray(Statement[]::new);
        this.byResource = byResource;
    }

    static Candidates of(List<Statement> statements) {
        if (statements.size() <= FEW) {
            return new Candidates(statements, null);
        }
        var anywhere = new ArrayList<Statement>();
        var byPrefix = new LinkedHashMap<String, List<Statement>>();
        for (var statement : statements) {
            var prefixes = Set.copyOf(statement.resourcePrefixes());
            if (prefixes.contains("")) {
                anywhere.add(statement);
            } else {
                prefixes.forEach(prefix ->
                        byPrefix.computeIfAbsent(prefix, _ -> new ArrayList<>()).add(statement));
            }
        }
        return new Candidates(anywhere, byPrefix.isEmpty() ? null : PrefixIndex.of(byPrefix));
    }

    Statement[] anywhere() {
        return anywhere;
    }

    /** The statements that are found by the resource; null if there are none. */
    @Nullable
    PrefixIndex byResource() {
        return byResource;
    }
}
