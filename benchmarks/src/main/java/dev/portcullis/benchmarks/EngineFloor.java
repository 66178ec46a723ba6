// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.testkit.Workload;
import dev.portcullis.policy.testkit.Workload.Guard;
import dev.portcullis.policy.testkit.Workload.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As little as a decision on a workload can cost by hand: statements by action, allow and deny apart; resources in a radix trie over the part
 * after the account, or scanned one after the other; the whole pattern verified; conditions as primitives. No boundary, no variables, no explanation, and
 * nothing allocated.
 */
final class EngineFloor {
    private final Map<String, Integer> actions = new HashMap<>();
    private final Index[][] denies;
    private final Index[][] allows;

    EngineFloor(Workload workload, boolean withTrie) {
        workload.questions().forEach(q -> actions.putIfAbsent(q.action(), actions.size()));
        denies = new Index[workload.members().size()][];
        allows = new Index[workload.members().size()][];
        for (int m = 0; m < denies.length; m++) {
            var rules = workload.members().get(m).policies().stream()
                    .flatMap(List::stream)
                    .toList();
            denies[m] = indexes(rules, Effect.DENY, withTrie);
            allows[m] = indexes(rules, Effect.ALLOW, withTrie);
        }
    }

    /** A request taken apart. {@code from} is where the part of the ARN after the account begins. */
    record Prepared(int member, int action, String resource, int from, String team, int address) {}

    Prepared prepare(Workload.Question q) {
        return new Prepared(
                q.member(),
                actions.getOrDefault(q.action(), -1),
                q.resource(),
                afterAccount(q.resource()),
                q.team(),
                address(q.sourceIp()));
    }

    Result decide(Prepared request) {
        if (denies[request.member][request.action].matches(request)) {
            return Result.EXPLICIT_DENY;
        }
        return allows[request.member][request.action].matches(request) ? Result.ALLOWED : Result.IMPLICIT_DENY;
    }

    private Index[] indexes(List<Rule> rules, Effect effect, boolean withTrie) {
        var indexes = new Index[actions.size()];
        actions.forEach((action, id) -> {
            var entries = new ArrayList<Entry>();
            for (var rule : rules) {
                if (rule.effect() == effect && rule.actions().stream().anyMatch(a -> matches(a, action))) {
                    rule.resources()
                            .forEach(resource ->
                                    entries.add(Entry.of(resource, rule.guard().orElse(null))));
                }
            }
            indexes[id] = withTrie ? Node.of(entries) : new Scan(entries.toArray(Entry[]::new));
        });
        return indexes;
    }

    /** Whether a pattern matches a text; only stars are special. */
    static boolean matches(String pattern, String text) {
        return Entry.glob(pattern, 0, text, 0);
    }

    static int afterAccount(String arn) {
        int at = -1;
        for (int i = 0; i < 5; i++) {
            at = arn.indexOf(':', at + 1);
        }
        return at + 1;
    }

    static int address(String dotted) {
        int value = 0;
        for (var part : dotted.split("\\.", -1)) {
            value = value << 8 | Integer.parseInt(part);
        }
        return value;
    }

    private interface Index {
        boolean matches(Prepared request);
    }

    /** A resource pattern with what its statement asks for. {@code stars}: 0 is exact, 1 ends with the only star, 2 is anything else. */
    private record Entry(
            String pattern, int from, int stars, @Nullable String team, int network, int mask) {
        static Entry of(String pattern, @Nullable Guard guard) {
            int first = pattern.indexOf('*');
            int stars = first < 0 ? 0 : first == pattern.length() - 1 ? 1 : 2;
            if (guard == null) {
                return new Entry(pattern, afterAccount(pattern), stars, null, 0, 0);
            }
            int slash = guard.cidr().indexOf('/');
            int mask = -1 << (32 - Integer.parseInt(guard.cidr().substring(slash + 1)));
            int network = address(guard.cidr().substring(0, slash)) & mask;
            return new Entry(pattern, afterAccount(pattern), stars, guard.team(), network, mask);
        }

        boolean matches(Prepared request) {
            return resourceMatches(request.resource)
                    && (team == null || ((request.address & mask) == network && team.equals(request.team)));
        }

        private boolean resourceMatches(String resource) {
            return switch (stars) {
                case 0 -> pattern.equals(resource);
                case 1 -> resource.regionMatches(0, pattern, 0, pattern.length() - 1);
                default -> glob(pattern, 0, resource, 0);
            };
        }

        /** Backtracks to one saved star; the workloads have no pattern whose star before the fifth colon could reach over one. */
        static boolean glob(String pattern, int p, String text, int t) {
            int star = -1;
            int mark = 0;
            while (t < text.length()) {
                if (p < pattern.length() && pattern.charAt(p) == '*') {
                    star = p++;
                    mark = t;
                } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                    p++;
                    t++;
                } else if (star >= 0) {
                    p = star + 1;
                    t = ++mark;
                } else {
                    return false;
                }
            }
            while (p < pattern.length() && pattern.charAt(p) == '*') {
                p++;
            }
            return p == pattern.length();
        }

        /** What the part after the account begins with for certain. */
        String literal() {
            int star = pattern.indexOf('*', from);
            return pattern.substring(from, star < 0 ? pattern.length() : star);
        }
    }

    private static final class Scan implements Index {
        private final Entry[] entries;

        Scan(Entry[] entries) {
            this.entries = entries;
        }

        @Override
        public boolean matches(Prepared request) {
            for (var entry : entries) {
                if (entry.matches(request)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A node of the radix trie: its label, the entries whose literal beginning ends here, and the nodes that go on. */
    private static final class Node implements Index {
        private final String label;
        private final Entry[] entries;
        private final Node[] children;

        private Node(String label, Entry[] entries, Node[] children) {
            this.label = label;
            this.entries = entries;
            this.children = children;
        }

        static Node of(List<Entry> entries) {
            return build("", entries, 0);
        }

        /** The entries agree on their first {@code depth} characters, of which {@code label} is the end. */
        private static Node build(String label, List<Entry> entries, int depth) {
            var ending = new ArrayList<Entry>();
            var going = new HashMap<Character, List<Entry>>();
            for (var entry : entries) {
                if (entry.literal().length() == depth) {
                    ending.add(entry);
                } else {
                    going.computeIfAbsent(entry.literal().charAt(depth), c -> new ArrayList<>())
                            .add(entry);
                }
            }
            var children = new ArrayList<Node>();
            for (var group : going.values()) {
                int end = commonLength(group, depth);
                children.add(build(group.getFirst().literal().substring(depth, end), group, end));
            }
            return new Node(label, ending.toArray(Entry[]::new), children.toArray(Node[]::new));
        }

        private static int commonLength(List<Entry> group, int depth) {
            int end = depth + 1;
            var first = group.getFirst().literal();
            while (end < first.length() && agree(group, first, end)) {
                end++;
            }
            return end;
        }

        private static boolean agree(List<Entry> group, String first, int at) {
            return group.stream()
                    .allMatch(e -> e.literal().length() > at && e.literal().charAt(at) == first.charAt(at));
        }

        @Override
        public boolean matches(Prepared request) {
            var resource = request.resource;
            int at = request.from;
            var node = this;
            while (node != null) {
                for (var entry : node.entries) {
                    if (entry.matches(request)) {
                        return true;
                    }
                }
                node = node.next(resource, at);
                at += node == null ? 0 : node.label.length();
            }
            return false;
        }

        private @Nullable Node next(String resource, int at) {
            if (at < resource.length()) {
                char c = resource.charAt(at);
                for (var child : children) {
                    if (child.label.charAt(0) == c) {
                        return resource.startsWith(child.label, at) ? child : null;
                    }
                }
            }
            return null;
        }
    }
}
