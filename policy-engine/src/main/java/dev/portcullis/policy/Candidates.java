// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one effect that speak of an action: those to be looked at whatever the resource, and those to be found by
 * the literal text that a resource's sixth segment must begin with, for that is what tells one resource from another. One hash
 * table has the prefixes of all lengths: whoever looks hashes the segment once, character by character, and stops at each length
 * that some prefix has. Two prefixes of one hash share a place,
 * which finds a statement too many: what is found is looked at whole anyway.
 */
final class Candidates {
    /**
     * A statement found by a prefix, and the next one found so. Of the resource patterns by which it is found here there is most
     * often one, and that one is most often a text, with or without a star at its end: then nothing more has to be looked at.
     */
    private static final class Found {
        private final @Nullable String text;
        private final boolean isStarred;
        private final @Nullable Glob glob;
        private final Statement statement;
        private final Clause[] clauses;
        private final @Nullable Found next;

        Found(Statement statement, List<ResourcePattern> patterns, @Nullable Found next) {
            var only = patterns.size() == 1 ? patterns.getFirst().glob() : null;
            boolean isText = only != null && only.isSimple();
            this.text = only != null && isText ? only.head() : null;
            this.isStarred = only != null && !only.isExact();
            this.glob = isText ? null : only;
            this.statement = statement;
            this.clauses = statement.clauses();
            this.next = next;
        }

        boolean covers(PreparedRequest request, Layer layer) {
            if (text != null) {
                return isStarred
                        ? request.resource().startsWith(text)
                        : request.resource().equals(text);
            }
            return glob == null ? statement.coversResource(request, layer) : glob.matches(request.resource());
        }
    }

    /** A statement with its resource patterns by the prefixes that it is found by. */
    private record Findable(Statement statement, Map<String, List<ResourcePattern>> byPrefix) {}

    private static final int FREE = 0;
    private static final int[] NO_NUMBERS = {};
    private static final @Nullable Found[] NOT_FOUND = {};
    private static final Candidates NONE = new Candidates(List.of());

    private final Statement[] anywhere;
    /** How much all prefixes have in common, which is not hashed. */
    private final int common;
    /** The lengths of prefixes, ascending. */
    private final int[] lengths;
    /** Of the texts of each place; open addressing, at most half full. */
    private final int[] keys;

    private final @Nullable Found[] found;

    private Candidates(List<Statement> anywhere) {
        this.anywhere = anywhere.toArray(Statement[]::new);
        this.common = 0;
        this.lengths = NO_NUMBERS;
        this.keys = NO_NUMBERS;
        this.found = NOT_FOUND;
    }

    private Candidates(List<Statement> anywhere, List<Findable> findable) {
        var prefixes = new HashSet<String>();
        findable.forEach(each -> prefixes.addAll(each.byPrefix.keySet()));
        this.anywhere = anywhere.toArray(Statement[]::new);
        this.common = commonLength(prefixes);
        this.lengths =
                prefixes.stream().mapToInt(String::length).sorted().distinct().toArray();
        int size = Integer.highestOneBit(Math.max(prefixes.size() * 2 - 1, 1)) * 2;
        this.keys = new int[size];
        this.found = new Found[size];
        findable.forEach(this::fill);
    }

    private void fill(Findable findable) {
        findable.byPrefix.forEach((prefix, patterns) -> {
            int key = key(hash(0, prefix, common, prefix.length()), prefix.length());
            int place = place(key);
            keys[place] = key;
            found[place] = new Found(findable.statement, patterns, found[place]);
        });
    }

    /** All to be looked at, whatever the resource. */
    static Candidates unsorted(List<Statement> statements) {
        return statements.isEmpty() ? NONE : new Candidates(statements);
    }

    /** The same statements, those that can be found by the resource sorted out. */
    Candidates indexed() {
        var others = new ArrayList<Statement>();
        var findable = new ArrayList<Findable>();
        for (var statement : anywhere) {
            var byPrefix = statement.resourcesByPrefix();
            if (byPrefix.isEmpty()) {
                others.add(statement);
            } else {
                findable.add(new Findable(statement, byPrefix));
            }
        }
        return findable.isEmpty() ? this : new Candidates(others, findable);
    }

    private static int commonLength(Set<String> texts) {
        String first = null;
        int common = 0;
        for (var text : texts) {
            if (first == null) {
                first = text;
                common = text.length();
            } else {
                common = commonLength(first, text, common);
            }
        }
        return common;
    }

    private static int commonLength(String one, String other, int most) {
        int end = 0;
        while (end < most && end < other.length() && one.charAt(end) == other.charAt(end)) {
            end++;
        }
        return end;
    }

    /** How directly, at best, a statement that applies names the caller; stops looking once that is {@code enough}. */
    MatchLevel level(PreparedRequest request, Layer layer, boolean hasBoundary, MatchLevel enough) {
        var best = MatchLevel.NONE;
        for (int i = 0; i < anywhere.length && best.compareTo(enough) < 0; i++) {
            var statement = anywhere[i];
            var level = statement.level(request, layer, hasBoundary);
            if (level.compareTo(best) > 0 && statement.coversResource(request, layer) && statement.holds(request)) {
                best = level;
            }
        }
        return lengths.length == 0 || request.lastSegment() < 0
                ? best
                : byResource(best, request, layer, hasBoundary, enough);
    }

    private MatchLevel byResource(
            MatchLevel known, PreparedRequest request, Layer layer, boolean hasBoundary, MatchLevel enough) {
        var resource = request.resource();
        int start = request.lastSegment();
        var best = known;
        int at = start + common;
        int hash = 0;
        for (int i = 0; i < lengths.length && best.compareTo(enough) < 0; i++) {
            int end = start + lengths[i];
            if (end > resource.length()) {
                break;
            }
            hash = hash(hash, resource, at, end);
            at = end;
            best = best(found[place(key(hash, lengths[i]))], best, request, layer, hasBoundary, enough);
        }
        return best;
    }

    private static MatchLevel best(
            @Nullable Found first,
            MatchLevel known,
            PreparedRequest request,
            Layer layer,
            boolean hasBoundary,
            MatchLevel enough) {
        var best = known;
        for (var each = first; each != null && best.compareTo(enough) < 0; each = each.next) {
            var statement = each.statement;
            var level = statement.level(request, layer, hasBoundary);
            if (level.compareTo(best) > 0
                    && each.covers(request, layer)
                    && Clause.allHold(each.clauses, request.context())) {
                best = level;
            }
        }
        return best;
    }

    /** Goes on hashing a text. */
    private static int hash(int known, String text, int from, int to) {
        int hash = known;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    private int place(int key) {
        int mask = keys.length - 1;
        int i = key >>> 8 & mask;
        while (keys[i] != FREE && keys[i] != key) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private static int key(int hash, int length) {
        int key = (hash + length) * 0x9E3779B1;
        return key == FREE ? 1 : key;
    }
}
