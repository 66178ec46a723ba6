// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The resource patterns of a pool that begin the sixth segment with a literal text, numbered, and the statements that cannot be
 * found by any. What tells thousands of patterns apart is that text; the segments before it and what comes after it are alike in
 * many. So the texts lie one after the other, and a search among thousands touches little memory.
 */
final class FindablePatterns {
    private final String texts;
    /** Where each pattern's text begins in {@code texts}, and at last where the last one ends. */
    private final int[] starts;

    private final ArnStart[] arnStarts;
    /** What comes after the text; null of a pattern with variables, which is matched as a whole. */
    private final Glob.@Nullable Tail[] tails;

    private final PatternSource[] resources;

    private final Statement[] statements;
    private final Clause[][] clauses;
    private final List<Statement> others;

    private FindablePatterns(String texts, int[] starts, List<Found> found, List<Statement> others) {
        this.texts = texts;
        this.starts = starts;
        this.arnStarts = found.stream().map(it -> it.pattern.start()).toArray(ArnStart[]::new);
        this.tails = found.stream().map(Found::tail).toArray(Glob.Tail[]::new);
        this.resources = found.stream().map(it -> it.pattern.resource()).toArray(PatternSource[]::new);
        this.statements = found.stream().map(Found::statement).toArray(Statement[]::new);
        this.clauses = found.stream().map(it -> it.statement.clauses()).toArray(Clause[][]::new);
        this.others = others;
    }

    private record Found(Statement statement, ResourcePattern.Full pattern) {
        Glob.@Nullable Tail tail() {
            return pattern.resource() instanceof PatternSource.Fixed(var glob) ? glob.tail() : null;
        }
    }

    static FindablePatterns of(Policy[] policies) {
        var found = new ArrayList<Found>();
        var others = new ArrayList<Statement>();
        for (var policy : policies) {
            for (var statement : policy.statements()) {
                var patterns = statement.findable();
                patterns.forEach(pattern -> found.add(new Found(statement, pattern)));
                if (patterns.isEmpty()) {
                    others.add(statement);
                }
            }
        }
        var texts = new StringBuilder();
        var starts = new int[found.size() + 1];
        for (int i = 0; i < found.size(); i++) {
            texts.append(found.get(i).pattern.prefix());
            starts[i + 1] = texts.length();
        }
        return new FindablePatterns(texts.toString(), starts, found, others);
    }

    /** The statements to be looked at whatever the resource. */
    List<Statement> others() {
        return others;
    }

    int size() {
        return statements.length;
    }

    Statement statement(int pattern) {
        return statements[pattern];
    }

    /** How long a pattern's text is. */
    int length(int pattern) {
        return starts[pattern + 1] - starts[pattern];
    }

    /** Goes on hashing a pattern's text, of which {@code from} characters were hashed before. */
    int hash(int known, int pattern, int from, int to) {
        return ResourceIndex.hash(known, texts, starts[pattern] + from, starts[pattern] + to);
    }

    /** How many characters the texts of all the given patterns have in common. */
    int commonLength(IntStream patterns) {
        var all = patterns.toArray();
        int common = all.length == 0 ? 0 : length(all[0]);
        for (int i = 1; i < all.length; i++) {
            int most = Math.min(common, length(all[i]));
            int end = 0;
            while (end < most && texts.charAt(starts[all[0]] + end) == texts.charAt(starts[all[i]] + end)) {
                end++;
            }
            common = end;
        }
        return common;
    }

    /** Whether the pattern matches the request's resource, which has all six segments. */
    boolean matches(int pattern, PreparedRequest request) {
        var resource = request.resource();
        int from = request.lastSegment();
        int length = length(pattern);
        if (!resource.regionMatches(from, texts, starts[pattern], length)) {
            return false;
        }
        var tail = tails[pattern];
        boolean matches = tail == null
                ? resources[pattern].matches(resource, from, resource.length(), request.context())
                : tail.matches(resource, from + length, resource.length());
        return matches && arnStarts[pattern].matches(request);
    }

    /** Whether all conditions of the pattern's statement hold. */
    boolean holds(int pattern, PreparedRequest request) {
        return Clause.allHold(clauses[pattern], request.context());
    }
}
