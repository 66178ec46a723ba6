// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.benchmarks.CpuTime.Cost;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.PreparedRequest;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.testkit.EnginePolicies;
import dev.portcullis.policy.testkit.PolicyWorkloads;
import dev.portcullis.policy.testkit.Workload;
import dev.portcullis.policy.testkit.Workload.Question;
import java.util.List;
import java.util.Optional;

/**
 * What a decision of the engine costs, prepared and from strings, beside the least that code by hand takes for the same workload. Process CPU
 * nanoseconds per decision, one thread. Before anything is timed, every engine has to give the reference's outcome for every request.
 */
public final class EngineBenchmark {
    private EngineBenchmark() {}

    /** Measures the workloads named in the arguments, or all. */
    public static void main(String[] args) {
        System.out.println(
                "policy decision, process CPU ns, 1 thread                      min    median  B/op  x floor");
        for (var workload : List.of(PolicyWorkloads.w1(), PolicyWorkloads.w2(), PolicyWorkloads.w3())) {
            if (args.length == 0 || List.of(args).contains(workload.name())) {
                measure(workload);
            }
        }
    }

    private static void measure(Workload workload) {
        var questions = workload.questions();
        var linear = floor(new EngineFloor(workload, false), questions);
        var trie = floor(new EngineFloor(workload, true), questions);
        var prepared = prepared(workload);
        var strings = fromStrings(workload);
        print(workload, "by hand, linear scan", linear, Optional.empty());
        print(workload, "by hand, radix trie (the floor)", trie, Optional.empty());
        print(workload, "engine, prepared", prepared, Optional.of(trie));
        print(workload, "engine, from strings", strings, Optional.of(trie));
        System.out.printf("%-4s the floor is %.2f of the linear scan%n", workload.name(), trie.min() / linear.min());
    }

    private static void print(Workload workload, String what, Cost cost, Optional<Cost> floor) {
        var ratio = floor.map(f -> "%.2f".formatted(cost.min() / f.min())).orElse("");
        System.out.printf(
                "%-4s %-34s %9.1f %9.1f %8.1f %8s%n",
                workload.name(), what, cost.min(), cost.median(), cost.bytes(), ratio);
    }

    private static Cost floor(EngineFloor floor, List<Question> questions) {
        var requests = questions.stream().map(floor::prepare).toArray(EngineFloor.Prepared[]::new);
        for (int i = 0; i < requests.length; i++) {
            requireAgreement(questions.get(i), floor.decide(requests[i]));
        }
        return CpuTime.of(requests.length, () -> {
            long allowed = 0;
            for (var request : requests) {
                allowed += floor.decide(request) == Result.ALLOWED ? 1 : 0;
            }
            return allowed;
        });
    }

    private static Cost prepared(Workload workload) {
        var engine = new Authorizer();
        var policies = policies(workload);
        var questions = workload.questions();
        var requests = questions.stream()
                .map(q -> PreparedRequest.of(workload.request(q)))
                .toArray(PreparedRequest[]::new);
        var sets = questions.stream().map(q -> policies[q.member()]).toArray(PolicySet[]::new);
        for (int i = 0; i < requests.length; i++) {
            requireAgreement(
                    questions.get(i), engine.decide(requests[i], sets[i]).result());
        }
        return CpuTime.of(requests.length, () -> {
            long allowed = 0;
            for (int i = 0; i < requests.length; i++) {
                allowed += engine.decide(requests[i], sets[i]).isAllowed() ? 1 : 0;
            }
            return allowed;
        });
    }

    private static Cost fromStrings(Workload workload) {
        var engine = new Authorizer();
        var policies = policies(workload);
        var questions = workload.questions().toArray(Question[]::new);
        return CpuTime.of(questions.length, () -> {
            long allowed = 0;
            for (var question : questions) {
                allowed += engine.decide(workload.request(question), policies[question.member()])
                                .isAllowed()
                        ? 1
                        : 0;
            }
            return allowed;
        });
    }

    private static PolicySet[] policies(Workload workload) {
        return workload.members().stream()
                .map(member -> EnginePolicies.of(member.layers()).orElseThrow())
                .toArray(PolicySet[]::new);
    }

    private static void requireAgreement(Question question, Result result) {
        if (result != question.expected()) {
            throw new IllegalStateException(
                    "expected %s but got %s for %s".formatted(question.expected(), result, question));
        }
    }
}
