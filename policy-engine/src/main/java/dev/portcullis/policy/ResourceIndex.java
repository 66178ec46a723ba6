// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds those patterns of an action whose literal texts a resource may begin with. A hash table has each under the first characters
 * of its text: as many as the shortest text has, or, of those that then share their beginning with too many, as many as the shortest of
 * these has, and so on. Whoever looks hashes the resource's sixth segment once, character by character, and stops at each of those
 * lengths. What is found is looked at whole anyway.
 */
final class ResourceIndex {
    private static final int FREE = 0;
    /** So many of one hash are kept under fewer characters than their texts have. */
    private static final int FEW = 2;
    /** So many lengths at most: how often a search may have to stop. All that are left are kept under the last. */
    private static final int MOST_LENGTHS = 64;

    private final FindablePatterns patterns;
    /** How many characters all texts have in common, which are not hashed. */
    private final int common;
    /** How many characters patterns are kept under, ascending. */
    private final int[] lengths;
    /**
     * At most half full, with all of one hash side by side: a search begins where the upper bits of the hash say and ends at the
     * first free place; there is one after the last place too. Each has in its lowest bits a pattern's number plus one, above them the
     * lower bits of the hash, and as its sign the effect.
     */
    private final int[] places;

    private final int numberBits;
    private final int shift;

    private ResourceIndex(FindablePatterns patterns, int common, int[] lengths, List<Begun> kept) {
        int bits = bits(kept.size() * 2);
        this.patterns = patterns;
        this.common = common;
        this.lengths = lengths;
        this.numberBits = bits(patterns.size());
        this.shift = Integer.SIZE - bits;
        this.places = new int[(1 << bits) + kept.size() + 1];
        kept.sort((one, other) -> Integer.compareUnsigned(one.hash, other.hash));
        int next = 0;
        for (var each : kept) {
            next = Math.max(next, each.hash >>> shift);
            places[next++] = mark(effect(each), each.hash) | (each.pattern + 1);
        }
    }

    private Effect effect(Begun kept) {
        return patterns.statement(kept.pattern).effect();
    }

    /** As many bits as the number needs; at least one. */
    private static int bits(int number) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(number | 1);
    }

    /** A pattern with the hash of its text's beginning. */
    private record Begun(int pattern, int hash) {}

    /** Of the patterns whose statements speak of the action. */
    static ResourceIndex of(FindablePatterns patterns, ActionName action) {
        var pending = IntStream.range(0, patterns.size())
                .filter(i -> patterns.statement(i).speaksOf(action))
                .mapToObj(i -> new Begun(i, 0))
                .toList();
        int common = patterns.commonLength(pending.stream().mapToInt(Begun::pattern));
        var lengths = new ArrayList<Integer>();
        var kept = new ArrayList<Begun>(pending.size());
        for (int from = common; !pending.isEmpty(); from = lengths.getLast()) {
            int length = pending.stream()
                    .mapToInt(it -> patterns.length(it.pattern))
                    .min()
                    .orElseThrow();
            lengths.add(length);
            int few = lengths.size() == MOST_LENGTHS ? pending.size() : FEW;
            pending = keep(patterns, pending, from, length, few, kept);
        }
        return new ResourceIndex(
                patterns, common, lengths.stream().mapToInt(Integer::intValue).toArray(), kept);
    }

    /** Keeps, under their first {@code length} characters, those whose texts are not longer or that are few; the others are left. */
    private static List<Begun> keep(
            FindablePatterns patterns, List<Begun> pending, int from, int length, int few, List<Begun> kept) {
        var begun = pending.stream()
                .map(it -> new Begun(it.pattern, patterns.hash(it.hash, it.pattern, from, length)))
                .toList();
        var counts = new HashMap<Integer, Integer>();
        begun.forEach(it -> counts.merge(it.hash, 1, Integer::sum));
        var left = new ArrayList<Begun>();
        for (var each : begun) {
            if (patterns.length(each.pattern) == length || counts.getOrDefault(each.hash, 0) <= few) {
                kept.add(new Begun(each.pattern, spread(each.hash, length)));
            } else {
                left.add(each);
            }
        }
        return left;
    }

    boolean isEmpty() {
        return lengths.length == 0;
    }

    /** What the statements that are found say, together with what others said, which is no Deny. */
    Answer answer(Answer said, PreparedRequest request, Layer layer, boolean hasBoundary) {
        var resource = request.resource();
        int start = request.lastSegment();
        int at = start + common;
        int hash = 0;
        var best = said;
        for (int length : lengths) {
            if (start < 0 || start + length > resource.length() || best == Answer.DENIES) {
                break;
            }
            hash = hash(hash, resource, at, start + length);
            at = start + length;
            best = found(spread(hash, length), best, request, layer, hasBoundary);
        }
        return best;
    }

    private Answer found(int hash, Answer said, PreparedRequest request, Layer layer, boolean hasBoundary) {
        var best = said;
        for (int i = hash >>> shift; places[i] != FREE && best != Answer.DENIES; i++) {
            var effect = places[i] < 0 ? Effect.DENY : Effect.ALLOW;
            int pattern = (places[i] ^ mark(effect, hash)) - 1;
            boolean isWanted = pattern >>> numberBits == 0 && (effect == Effect.DENY || best != Answer.ALLOWS);
            if (isWanted && patterns.matches(pattern, request)) {
                var answer = Answer.of(effect, patterns.statement(pattern).level(request, layer, hasBoundary));
                best = answer.compareTo(best) > 0 && patterns.holds(pattern, request) ? answer : best;
            }
        }
        return best;
    }

    /** What the place of a pattern has besides the number. */
    private int mark(Effect effect, int hash) {
        return (effect == Effect.DENY ? Integer.MIN_VALUE : 0) | (hash << numberBits & Integer.MAX_VALUE);
    }

    /** Goes on hashing a text. */
    static int hash(int known, String text, int from, int to) {
        int hash = known;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    /** The hash of a text of that length with all its bits told by all of the text. */
    private static int spread(int hash, int length) {
        return (hash + length) * 0x9E3779B1;
    }
}
