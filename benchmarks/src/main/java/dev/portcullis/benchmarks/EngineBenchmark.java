// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.benchmarks.CpuTime.Cost;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.PreparedRequest;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.testkit.EnginePolicies;
import dev.portcullis.policy.testkit.PolicyWorkloads;
import dev.portcullis.policy.testkit.Scenario;
import dev.portcullis.policy.testkit.Verdict;
import dev.portcullis.policy.testkit.Workload;
import dev.portcullis.policy.testkit.Workload.Member;
import dev.portcullis.policy.testkit.Workload.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a decision of the engine costs, prepared and from strings, beside the least that code by hand takes for the same workload and beside its peers.
 * Process CPU nanoseconds per decision, one thread, all contestants of a workload in turns. Before anything is timed, every contestant has to give the
 * expected outcome for every request; which outcome that is says the reference evaluator, of w4 code by hand, which the reference bears out on a sample.
 */
public final class EngineBenchmark {
    private static final int OTHERS = 49_750;
    private static final int QUOTA = 6_144;

    private static final String LINEAR = "by hand, linear scan";
    private static final String FLOOR = "by hand, radix trie (the floor)";
    private static final String PREPARED = "engine, prepared";
    private static final String STRINGS = "engine, from strings";
    private static final String CEDAR = "cedar-java, cached set per principal";
    private static final String CASBIN = "jCasbin, enforcer per principal, our matcher";
    private static final String CASBIN_ALONE = "jCasbin, enforcer per principal, its own";

    /** Held, since loggers that nobody holds forget their level. */
    private static final Logger CASBIN_LOG = Logger.getLogger("org.casbin");

    private final Map<String, Map<String, Cost>> costs = new LinkedHashMap<>();

    private EngineBenchmark() {}

    /** Measures the workloads named in the arguments, or all. */
    public static void main(String[] args) {
        CASBIN_LOG.setLevel(Level.OFF);
        new EngineBenchmark().run(args.length == 0 ? List.of("w1", "w2", "w3", "w4", "compile") : List.of(args));
    }

    private void run(List<String> names) {
        System.out.println(
                "policy decision, process CPU ns, 1 thread                               min      median      B/op   x floor");
        if (names.contains("w1")) {
            measure(PolicyWorkloads.w1());
        }
        if (names.contains("w2")) {
            measure(PolicyWorkloads.w2());
        }
        if (names.contains("w3")) {
            measure(PolicyWorkloads.w3());
        }
        if (names.contains("w4")) {
            measureAmongOthers(PolicyWorkloads.w4());
        }
        if (names.contains("compile")) {
            compile();
        }
        compare();
    }

    /** w4: a million statements in memory, of which one principal has 5,000. */
    private void measureAmongOthers(Workload workload) {
        requireReference(workload);
        var others =
                PolicyWorkloads.others(OTHERS).map(EngineBenchmark::policies).toList();
        System.gc();
        var heap = Runtime.getRuntime();
        System.out.printf(
                "w4   %,d statements in %,d MB of heap%n",
                others.stream().flatMap(List::stream).mapToInt(Policy::size).sum()
                        + workload.members().stream()
                                .flatMap(m -> policies(m).stream())
                                .mapToInt(Policy::size)
                                .sum(),
                (heap.totalMemory() - heap.freeMemory()) >> 20);
        measure(workload);
        if (others.size() != OTHERS) {
            throw new IllegalStateException("The others have to stay in memory while this is measured");
        }
    }

    private static List<Policy> policies(Member member) {
        return member.texts().stream().map(EnginePolicies::policy).toList();
    }

    /** Every 32nd request of a workload whose outcomes the reference did not give. */
    private static void requireReference(Workload workload) {
        for (int i = 0; i < workload.questions().size(); i += 32) {
            var question = workload.questions().get(i);
            var layers = workload.members().get(question.member()).layers();
            var said = Verdict.ofReference(new Scenario(workload.request(question), layers));
            require(question, said.result() == question.expected());
        }
    }

    private void measure(Workload workload) {
        var ways = new LinkedHashMap<String, Contest.Work>();
        ways.put(LINEAR, byHand(workload, false));
        ways.put(FLOOR, byHand(workload, true));
        ways.put(PREPARED, prepared(workload));
        ways.put(STRINGS, fromStrings(workload));
        if (!workload.name().equals("w4")) {
            ways.put(CEDAR, peer(workload, new CedarPeer(workload)::allows));
            ways.put(CASBIN, peer(workload, CasbinPeer.withOurFunctions(workload)::allows));
            ways.put(CASBIN_ALONE, peer(workload, CasbinPeer.withItsFunctions(workload)::allows));
        }
        var measured = Contest.of(workload.questions().size(), List.copyOf(ways.values()))
                .iterator();
        var named = new LinkedHashMap<String, Cost>();
        ways.keySet().forEach(name -> named.put(name, measured.next()));
        costs.put(workload.name(), named);
        named.forEach((name, cost) -> print(workload, name, cost, named));
    }

    private static void print(Workload workload, String name, Cost cost, Map<String, Cost> all) {
        System.out.printf(
                "%-4s %-46s %,14.1f %,11.1f %,9.1f %9.2f%n",
                workload.name(),
                name,
                cost.min(),
                cost.median(),
                cost.bytes(),
                cost.min() / cost(all, FLOOR).min());
    }

    private static Cost cost(Map<String, Cost> all, String name) {
        return Optional.ofNullable(all.get(name)).orElseThrow();
    }

    /** The ratios that matter, with what is aimed at. */
    private void compare() {
        System.out.println(
                "\nratios of the minima                                                measured        goal");
        costs.forEach((workload, all) -> {
            ratio(workload + " prepared / floor", all, PREPARED, all, FLOOR, workload.equals("w4") ? "" : "<= 2.5");
            ratio(workload + " floor / linear scan", all, FLOOR, all, LINEAR, workload.equals("w2") ? "0.2-0.4" : "");
            ratio(workload + " jCasbin, our matcher / floor", all, CASBIN, all, FLOOR, "");
            boolean isSmall = workload.equals("w1");
            ratio(workload + " cedar-java / from strings", all, CEDAR, all, STRINGS, isSmall ? ">= 150" : ">= 1500");
            ratio(workload + " cedar-java / prepared", all, CEDAR, all, PREPARED, isSmall ? ">= 300" : ">= 2000");
            ratio(
                    workload + " jCasbin, our matcher / from strings",
                    all,
                    CASBIN,
                    all,
                    STRINGS,
                    isSmall ? ">= 100" : ">= 300");
            ratio(
                    workload + " jCasbin, our matcher / prepared",
                    all,
                    CASBIN,
                    all,
                    PREPARED,
                    isSmall ? ">= 130" : ">= 400");
            ratio(
                    workload + " jCasbin, its own / from strings",
                    all,
                    CASBIN_ALONE,
                    all,
                    STRINGS,
                    isSmall ? ">= 100" : ">= 300");
            ratio(
                    workload + " jCasbin, its own / prepared",
                    all,
                    CASBIN_ALONE,
                    all,
                    PREPARED,
                    isSmall ? ">= 130" : ">= 400");
        });
        if (costs.containsKey("w2") && costs.containsKey("w4")) {
            ratio("w4 / w2, prepared", costs.get("w4"), PREPARED, costs.get("w2"), PREPARED, "<= 1.5");
        }
    }

    private static void ratio(
            String what, Map<String, Cost> of, String one, Map<String, Cost> to, String other, String goal) {
        if (of.containsKey(one) && to.containsKey(other)) {
            System.out.printf(
                    "%-66s %,10.2f %11s%n",
                    what,
                    cost(of, one).min() / cost(to, other).min(),
                    what.startsWith("w3 c") || what.startsWith("w3 j") ? "" : goal);
        }
    }

    private static Contest.Work byHand(Workload workload, boolean withTrie) {
        var floor = new EngineFloor(workload, withTrie);
        var questions = workload.questions();
        var requests = questions.stream().map(floor::prepare).toArray(EngineFloor.Prepared[]::new);
        for (int i = 0; i < requests.length; i++) {
            require(
                    questions.get(i),
                    floor.decide(requests[i]) == questions.get(i).expected());
        }
        return (from, to) -> {
            long allowed = 0;
            for (int i = from; i < to; i++) {
                allowed += floor.decide(requests[i]) == Result.ALLOWED ? 1 : 0;
            }
            return allowed;
        };
    }

    private static Contest.Work prepared(Workload workload) {
        var engine = new Authorizer();
        var policies = sets(workload);
        var questions = workload.questions();
        var requests = questions.stream()
                .map(q -> PreparedRequest.of(workload.request(q)))
                .toArray(PreparedRequest[]::new);
        var sets = questions.stream().map(q -> policies[q.member()]).toArray(PolicySet[]::new);
        for (int i = 0; i < requests.length; i++) {
            var question = questions.get(i);
            require(question, engine.decide(requests[i], sets[i]).result() == question.expected());
        }
        return (from, to) -> {
            long allowed = 0;
            for (int i = from; i < to; i++) {
                allowed += engine.decide(requests[i], sets[i]).isAllowed() ? 1 : 0;
            }
            return allowed;
        };
    }

    private static Contest.Work fromStrings(Workload workload) {
        var engine = new Authorizer();
        var policies = sets(workload);
        var questions = workload.questions().toArray(Question[]::new);
        return (from, to) -> {
            long allowed = 0;
            for (int i = from; i < to; i++) {
                var question = questions[i];
                var decision = engine.decide(workload.request(question), policies[question.member()]);
                allowed += decision.isAllowed() ? 1 : 0;
            }
            return allowed;
        };
    }

    private static Contest.Work peer(Workload workload, IntPredicate allows) {
        for (int i = 0; i < workload.questions().size(); i++) {
            var question = workload.questions().get(i);
            require(question, allows.test(i) == (question.expected() == Result.ALLOWED));
        }
        return (from, to) -> {
            long allowed = 0;
            for (int i = from; i < to; i++) {
                allowed += allows.test(i) ? 1 : 0;
            }
            return allowed;
        };
    }

    private static PolicySet[] sets(Workload workload) {
        return workload.members().stream()
                .map(member -> EnginePolicies.of(member.layers()).orElseThrow())
                .toArray(PolicySet[]::new);
    }

    private static void require(Question question, boolean isAsExpected) {
        if (!isAsExpected) {
            throw new IllegalStateException("another outcome than " + question);
        }
    }

    /** Reads and compiles documents that come as close as can be to the largest that a managed policy may be. */
    private static void compile() {
        var texts = largeTexts();
        var cost = Contest.of(texts.length, List.of((from, to) -> {
                    long statements = 0;
                    for (int i = from; i < to; i++) {
                        statements += Policy.read("policy", texts[i]) instanceof ParseResult.Parsed(var policy)
                                ? policy.size()
                                : 0;
                    }
                    return statements;
                }))
                .getFirst();
        int characters = List.of(texts).stream().mapToInt(String::length).sum() / texts.length;
        System.out.printf(
                "compiling a policy of %,d characters (of %,d allowed): %.1f us min, %.1f us median, %,.0f bytes (goal: below 100 us)%n",
                characters, QUOTA, cost.min() / 1e3, cost.median() / 1e3, cost.bytes());
    }

    private static String[] largeTexts() {
        var rules = PolicyWorkloads.w2().members().getFirst().policies().stream()
                .flatMap(List::stream)
                .toList();
        var texts = new ArrayList<String>();
        for (int first = 0; first < rules.size() - 40; first += 10) {
            int last = first;
            while (text(rules, first, last + 1).length() <= QUOTA) {
                last++;
            }
            texts.add(text(rules, first, last));
        }
        return texts.toArray(String[]::new);
    }

    private static String text(List<Workload.Rule> rules, int first, int last) {
        return new Member("", List.of(rules.subList(first, last)))
                .texts()
                .getFirst()
                .json();
    }
}
