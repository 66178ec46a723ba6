// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.testkit.Workload.Guard;
import dev.portcullis.policy.testkit.Workload.Member;
import dev.portcullis.policy.testkit.Workload.Question;
import dev.portcullis.policy.testkit.Workload.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The workloads that decision engines are compared on: w1 with 3 statements, w2 with 200 of one principal, w3 with 5,000 of 250 principals, w4 with
 * 5,000 of one principal. Actions and ARNs of S3, EC2 and DynamoDB, with wildcards at the end and in the middle; in all but w1 every Allow asks for a
 * tag of the principal and an address range. Of 4,096 distinct requests half are allowed, a quarter explicitly and a quarter implicitly denied, as the
 * reference says; for w4, where asking it so often would take minutes, as {@link Workload.Member#byHand} says.
 */
public final class PolicyWorkloads {
    /** How many requests a workload has. */
    public static final int REQUESTS = 4_096;

    private static final Map<String, List<String>> ACTIONS = Map.of(
            "s3",
            List.of(
                    "GetObject",
                    "PutObject",
                    "DeleteObject",
                    "GetObjectTagging",
                    "PutObjectTagging",
                    "GetObjectAcl",
                    "PutObjectAcl",
                    "RestoreObject",
                    "AbortMultipartUpload",
                    "ListMultipartUploadParts"),
            "ec2",
            List.of(
                    "StartInstances",
                    "StopInstances",
                    "RebootInstances",
                    "TerminateInstances",
                    "ModifyInstanceAttribute",
                    "AttachVolume",
                    "DetachVolume",
                    "CreateTags",
                    "DeleteTags",
                    "GetConsoleOutput"),
            "dynamodb",
            List.of(
                    "GetItem",
                    "PutItem",
                    "UpdateItem",
                    "DeleteItem",
                    "Query",
                    "Scan",
                    "BatchGetItem",
                    "BatchWriteItem",
                    "DescribeTable",
                    "ConditionCheckItem"));
    private static final Map<String, String> WILDCARDS =
            Map.of("s3", "s3:Get*", "ec2", "ec2:*Instances", "dynamodb", "dynamodb:*Item");
    private static final List<String> TEAMS = List.of("red", "green", "blue", "amber");

    private final Choices choices;
    private final boolean isGuarded;

    private PolicyWorkloads(Choices choices, boolean isGuarded) {
        this.choices = choices;
        this.isGuarded = isGuarded;
    }

    /** One principal, one policy of 3 statements without conditions. */
    public static Workload w1() {
        return new PolicyWorkloads(Choices.seeded(1), false).workload("w1", 1, 1, 3);
    }

    /** One principal, 20 policies of 10 statements. */
    public static Workload w2() {
        return new PolicyWorkloads(Choices.seeded(2), true).workload("w2", 1, 20, 10);
    }

    /** 250 principals of 20 statements in 2 policies. */
    public static Workload w3() {
        return new PolicyWorkloads(Choices.seeded(3), true).workload("w3", 250, 2, 10);
    }

    /** One principal, 500 policies of 10 statements. */
    public static Workload w4() {
        return new PolicyWorkloads(Choices.seeded(4), true).workload("w4", 1, 500, 10);
    }

    /** Principals like those of w3, made one after the other. */
    public static Stream<Member> others(int count) {
        var workloads = new PolicyWorkloads(Choices.seeded(5), true);
        return IntStream.range(0, count).mapToObj(i -> workloads.member(i, 2, 10));
    }

    private Workload workload(String name, int members, int policies, int statements) {
        var all = new ArrayList<Member>();
        for (int m = 0; m < members; m++) {
            all.add(member(m, policies, statements));
        }
        var workload = new Workload(name, all, List.of());
        var seen = new HashSet<String>();
        var questions = new ArrayList<Question>();
        questions.addAll(questions(workload, Result.ALLOWED, REQUESTS / 2, seen));
        questions.addAll(questions(workload, Result.EXPLICIT_DENY, REQUESTS / 4, seen));
        questions.addAll(questions(workload, Result.IMPLICIT_DENY, REQUESTS / 4, seen));
        return new Workload(name, all, choices.shuffled(questions));
    }

    private Member member(int number, int policies, int statements) {
        var all = new ArrayList<List<Rule>>();
        for (int p = 0; p < policies; p++) {
            var policy = new ArrayList<Rule>();
            for (int s = 0; s < statements; s++) {
                boolean denies = s % 3 == 2;
                policy.add(rule(number, p * statements + s, denies ? Effect.DENY : Effect.ALLOW));
            }
            all.add(policy);
        }
        return new Member("arn:aws:iam::" + Workload.ACCOUNT + ":user/member-" + number, all);
    }

    private Rule rule(int member, int number, Effect effect) {
        var service = choices.oneOf("s3", "s3", "ec2", "dynamodb");
        var actions = new ArrayList<String>();
        if (choices.chance(20)) {
            actions.add(WILDCARDS.getOrDefault(service, "*"));
        } else {
            choices.shuffled(ACTIONS.getOrDefault(service, List.of())).stream()
                    .limit(1 + choices.below(3))
                    .forEach(action -> actions.add(service + ":" + action));
        }
        var resources = new ArrayList<String>();
        int count = 1 + choices.below(2);
        for (int i = 0; i < count; i++) {
            resources.add(pattern(service, member + "-" + number + "-" + i));
        }
        boolean guards = isGuarded && effect == Effect.ALLOW;
        return new Rule(
                effect,
                actions,
                resources,
                guards
                        ? Optional.of(new Guard(choices.oneOf(TEAMS), "10." + number % 200 + ".0.0/16"))
                        : Optional.empty());
    }

    private String pattern(String service, String name) {
        return switch (service) {
            case "s3" ->
                choices.oneOf(
                        "arn:aws:s3:::data-" + name + "/*",
                        "arn:aws:s3:::data-" + name + "/*/report-*",
                        "arn:aws:s3:::data-" + name + "/2026/*.csv");
            case "ec2" -> "arn:aws:ec2:eu-west-1:" + Workload.ACCOUNT + ":instance/i-" + name + "-*";
            default ->
                choices.oneOf(
                        "arn:aws:dynamodb:eu-west-1:" + Workload.ACCOUNT + ":table/orders-" + name + "-*",
                        "arn:aws:dynamodb:*:" + Workload.ACCOUNT + ":table/orders-" + name + "/index/*");
        };
    }

    private List<Question> questions(Workload workload, Result wanted, int count, Set<String> seen) {
        var found = new ArrayList<Question>();
        var layers = workload.members().stream().map(Member::layers).toList();
        boolean isLarge = layers.getFirst().identity().size() > 100;
        while (found.size() < count) {
            int member = choices.below(workload.members().size());
            var question = question(workload.members().get(member), member, wanted);
            var result = isLarge
                    ? workload.members().get(member).byHand(question)
                    : Verdict.ofReference(new Scenario(workload.request(question), layers.get(member)))
                            .result();
            if (result == wanted && seen.add(member + question.action() + question.resource())) {
                found.add(question);
            }
        }
        return found;
    }

    /** A request that one statement of the member speaks of, or misses by its tag, its address or its resource. */
    private Question question(Member member, int index, Result wanted) {
        var effect = wanted == Result.EXPLICIT_DENY ? Effect.DENY : Effect.ALLOW;
        var rules = member.policies().stream()
                .flatMap(List::stream)
                .filter(rule -> rule.effect() == effect)
                .toList();
        var rule = choices.oneOf(rules);
        var guard = rule.guard().orElse(new Guard("red", "10.0.0.0/16"));
        var address = guard.cidr().replace(".0.0/16", "." + choices.below(256) + "." + choices.below(256));
        int miss = wanted == Result.IMPLICIT_DENY ? choices.below(isGuarded ? 3 : 1) : -1;
        var filled = filled(choices.oneOf(rule.resources()));
        var resource = miss == 0 ? filled.replaceFirst("-[0-9]", "-x") : filled;
        return new Question(
                index,
                action(choices.oneOf(rule.actions())),
                resource,
                miss == 1 ? "grey" : guard.team(),
                miss == 2 ? "192.0.2." + choices.below(256) : address,
                wanted);
    }

    private String action(String pattern) {
        var service = pattern.substring(0, pattern.indexOf(':'));
        var names = ACTIONS.getOrDefault(service, List.of()).stream()
                .map(name -> service + ":" + name)
                .filter(name -> Rule.matches(pattern, name))
                .toList();
        return choices.oneOf(names);
    }

    /** The pattern with its wildcards filled in. */
    private String filled(String pattern) {
        var out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '*') {
                out.append(c);
            } else if (pattern.charAt(i - 1) == ':') {
                out.append(choices.oneOf("eu-west-1", "us-east-1"));
            } else {
                out.append(Integer.toString(choices.below(1 << 30), 36));
            }
        }
        return out.toString();
    }
}
