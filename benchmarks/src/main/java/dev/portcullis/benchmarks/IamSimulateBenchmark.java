// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.PreparedRequest;
import dev.portcullis.policy.testkit.EnginePolicies;
import dev.portcullis.policy.testkit.PolicyWorkloads;
import dev.portcullis.policy.testkit.Workload;
import dev.portcullis.policy.testkit.Workload.Member;
import dev.portcullis.policy.testkit.Workload.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a decision of iam-simulate costs beside one of the engine, on w1 and w2. It is an npm package under the AGPL: this fetches it to where builds
 * put what they make, runs it in a process of its own with its validation left out, and leaves nothing of it in the project. Needs npm and node.
 *
 * <p>Arguments: the folder to work in (benchmarks/target/iam-simulate).
 */
public final class IamSimulateBenchmark {
    private static final String PACKAGE = "@cloud-copilot/iam-simulate@0.1.173";
    private static final Path HARNESS = Path.of("benchmarks/src/main/node/iam-simulate.mjs");

    private final Path folder;

    private IamSimulateBenchmark(Path folder) {
        this.folder = folder;
    }

    /**
     * Measures and prints; fails naming the package if that cannot be had.
     *
     * @throws Exception when node cannot be run, or decides otherwise than the reference
     */
    public static void main(String[] args) throws Exception {
        var folder = Path.of(args.length > 0 ? args[0] : "benchmarks/target/iam-simulate");
        Files.createDirectories(folder);
        var benchmark = new IamSimulateBenchmark(folder);
        benchmark.fetch();
        System.out.println("policy decision, process CPU ns, 1 thread         min         median");
        benchmark.measure(PolicyWorkloads.w1(), "");
        benchmark.measure(PolicyWorkloads.w2(), " (goal: >= 15,000)");
    }

    private void fetch() throws IOException, InterruptedException {
        try {
            run(
                    "npm",
                    "install",
                    "--no-save",
                    "--no-audit",
                    "--no-fund",
                    "--silent",
                    "--prefix",
                    folder.toString(),
                    PACKAGE);
        } catch (IOException e) {
            throw new IOException("The npm package " + PACKAGE + " cannot be had, so iam-simulate is not measured", e);
        }
    }

    private void measure(Workload workload, String goal) throws IOException, InterruptedException {
        var file = folder.resolve(workload.name() + ".json");
        Files.writeString(file, json(workload));
        var engine = engine(workload);
        var said = run("node", HARNESS.toString(), folder.toAbsolutePath().toString(), file.toString())
                .split(" ", -1);
        double peer = Double.parseDouble(said[1]);
        print(
                workload,
                "engine, from strings",
                engine.getFirst().min(),
                engine.getFirst().median());
        print(
                workload,
                "engine, prepared",
                engine.getLast().min(),
                engine.getLast().median());
        print(workload, "iam-simulate, runUnsafeSimulation", peer, Double.parseDouble(said[2]));
        System.out.printf(
                "%-4s iam-simulate / from strings %,.0f%s, / prepared %,.0f; its outcome agreed for %s requests%n",
                workload.name(),
                peer / engine.getFirst().min(),
                goal,
                peer / engine.getLast().min(),
                said[3]);
    }

    private static void print(Workload workload, String what, double min, double median) {
        System.out.printf("%-4s %-34s %,14.1f %,14.1f%n", workload.name(), what, min, median);
    }

    private static List<CpuTime.Cost> engine(Workload workload) {
        var engine = new Authorizer();
        var questions = workload.questions();
        var policies = EnginePolicies.of(workload.members().getFirst().layers()).orElseThrow();
        var requests = questions.stream()
                .map(q -> PreparedRequest.of(workload.request(q)))
                .toArray(PreparedRequest[]::new);
        return Contest.of(requests.length, List.of(strings(workload, policies), (from, to) -> {
            long allowed = 0;
            for (int i = from; i < to; i++) {
                allowed += engine.decide(requests[i], policies).isAllowed() ? 1 : 0;
            }
            return allowed;
        }));
    }

    private static Contest.Work strings(Workload workload, PolicySet policies) {
        var engine = new Authorizer();
        var questions = workload.questions().toArray(Question[]::new);
        return (from, to) -> {
            long allowed = 0;
            for (int i = from; i < to; i++) {
                allowed +=
                        engine.decide(workload.request(questions[i]), policies).isAllowed() ? 1 : 0;
            }
            return allowed;
        };
    }

    /** The workload as the harness reads it. No text in it needs an escape. */
    private static String json(Workload workload) {
        var members = workload.members().stream()
                .map(member -> """
                        {"arn": "%s", "policies": [%s]}""".formatted(member.userArn(), policies(member)))
                .collect(Collectors.joining(","));
        var questions =
                workload.questions().stream().map(IamSimulateBenchmark::json).collect(Collectors.joining(","));
        return """
                {"name": "%s", "account": "%s", "members": [%s], "questions": [%s]}""".formatted(workload.name(), Workload.ACCOUNT, members, questions);
    }

    private static String policies(Member member) {
        return member.texts().stream()
                .map(text -> """
                        {"name": "%s", "policy": %s}""".formatted(text.id(), text.json()))
                .collect(Collectors.joining(","));
    }

    private static String json(Question question) {
        return """
                {"member": %d, "action": "%s", "resource": "%s", "expected": "%s", "context":
                  {"aws:PrincipalTag/team": "%s", "aws:SourceIp": "%s", "aws:SecureTransport": "true"}}""".formatted(
                        question.member(),
                        question.action(),
                        question.resource(),
                        question.expected(),
                        question.team(),
                        question.sourceIp());
    }

    /** Runs a command and gives its last line; what else it says goes to the terminal. */
    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
        return said.substring(said.lastIndexOf('\n') + 1);
    }
}
