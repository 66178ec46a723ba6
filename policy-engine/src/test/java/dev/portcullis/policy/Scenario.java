// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws requests and policies that nearly match each other: what they differ in is one choice or two. */
final class Scenario {
    private static final List<String> ACTIONS = List.of(
            "s3:GetObject", "s3:PutObject", "S3:getobject", "s3:ListAllMyBuckets", "sqs:SendMessage", "sts:AssumeRole");
    private static final List<String> ACTION_PATTERNS = List.of(
            "*",
            "*:*",
            "s3:*",
            "s3:Get*",
            "S3:get?bject",
            "sqs:*",
            "s3:GetObject",
            "s3:Put*t",
            "sts:*",
            "*:GetObject",
            "s3: Get");
    private static final List<String> RESOURCES = List.of(
            "*",
            "arn:aws:s3:::b/alice/x",
            "arn:aws:s3:::b/bob/x",
            "arn:aws:sqs:r:111122223333:q",
            "arn:aws:iam::111122223333:role/R",
            "arn:aws:iam::aws:policy/P",
            "odd");
    private static final List<String> RESOURCE_PATTERNS = List.of(
            "*",
            "arn:aws:s3:::b/*",
            "arn:aws:s3:::*",
            "arn:aws:s3:::b/${aws:username}/*",
            "arn:aws:s3:::b/${aws:username, \\u0027bob\\u0027}/x",
            "arn:aws:s3",
            "arn:aws:s*",
            "arn:*:s3:::b/*/x",
            "arn:aws:sqs:*:*:?",
            "arn:aws:iam::*:role/*",
            "arn:aws:s3:::b/alice/x");
    private static final List<String> KEYS =
            List.of("aws:username", "aws:SourceIp", "aws:CurrentTime", "aws:TagKeys", "n", "aws:PrincipalArn");
    private static final List<String> OPERATORS = List.of(
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "NumericLessThan",
            "NumericNotEquals",
            "DateGreaterThan",
            "DateNotEquals",
            "IpAddress",
            "NotIpAddress",
            "Bool",
            "ArnLike",
            "ArnNotEquals",
            "Null",
            "BinaryEquals",
            "Bogus");
    private static final List<String> VALUES = List.of(
            "alice",
            "bob",
            "a*",
            "*",
            "${aws:username}",
            "10.0.0.0/8",
            "10.0.0.1",
            "5",
            "7.0",
            "2026-01-01",
            "true",
            "QQ==",
            "arn:aws:iam::111122223333:*",
            "x y",
            "");
    private static final List<String> PRINCIPALS = List.of(
            "'*'",
            "{'AWS':'111122223333'}",
            "{'AWS':'arn:aws:iam::111122223333:user/alice'}",
            "{'AWS':'AIDAALICE'}",
            "{'AWS':'arn:aws:iam::111122223333:role/R'}",
            "{'AWS':['arn:aws:sts::111122223333:assumed-role/R/s','444455556666']}",
            "{'Service':'ec2.amazonaws.com'}",
            "{'Federated':'idp.example'}");
    private static final List<Principal> CALLERS = List.of(
            Given.ALICE,
            Given.user(Given.OTHER_ACCOUNT, "eve"),
            Given.ROOT,
            Given.DEPLOYER,
            new Principal.RoleSession(
                    Given.ACCOUNT,
                    "arn:aws:sts::111122223333:assumed-role/R/s",
                    "arn:aws:iam::111122223333:role/R",
                    "AROAR",
                    false),
            new Principal.RoleSession(Given.ACCOUNT, "arn:aws:sts::111122223333:assumed-role/R/s", "", "", true),
            Given.federated("fay"),
            new Principal.Service("ec2.amazonaws.com"),
            new Principal.Federated("idp.example"),
            new Principal.Anonymous());

    private final Choices choices;

    Scenario(Choices choices) {
        this.choices = choices;
    }

    Request request() {
        var context = new TreeMap<String, Object>();
        for (var key : KEYS) {
            if (choices.oneIn(2)) {
                context.put(key, contextValue(key));
            }
        }
        var owner = choices.oneIn(5) ? Given.OTHER_ACCOUNT : Given.ACCOUNT;
        return new Request(
                choices.oneOf(CALLERS),
                choices.oneOf(ACTIONS),
                choices.oneOf(RESOURCES),
                owner,
                Given.context(context));
    }

    private Object contextValue(String key) {
        return key.equals("aws:TagKeys")
                ? many(choices.below(3), i -> choices.oneOf(VALUES))
                : choices.oneOf(
                        "alice",
                        "bob",
                        "10.0.0.1",
                        "11.0.0.1",
                        "5",
                        "2026-06-01",
                        "true",
                        "*",
                        "arn:aws:iam::111122223333:user/alice");
    }

    private <T> List<T> many(int count, IntFunction<T> item) {
        return IntStream.range(0, count).mapToObj(item).toList();
    }

    /** The layers of a set, each statement apart, so that a test can leave one out or turn them round. */
    Map<String, List<String>> layers() {
        var layers = new TreeMap<String, List<String>>();
        layers.put("identity", statements(1 + choices.below(3), false));
        optional(layers, "boundary", false);
        optional(layers, "session", false);
        optional(layers, "scp", false);
        optional(layers, "resource", true);
        optional(layers, "rcp", true);
        optional(layers, "endpoint", true);
        optional(layers, "conveyed", false);
        return layers;
    }

    private void optional(Map<String, List<String>> layers, String layer, boolean hasPrincipal) {
        if (choices.oneIn(3)) {
            layers.put(layer, statements(1 + choices.below(3), hasPrincipal));
        }
    }

    private List<String> statements(int count, boolean hasPrincipal) {
        return many(count, i -> statement(hasPrincipal));
    }

    String statement(boolean hasPrincipal) {
        var text = new StringBuilder("{'Effect':'")
                .append(choices.oneIn(5) ? "Deny" : "Allow")
                .append('\'');
        if (hasPrincipal) {
            text.append(choices.oneIn(8) ? ",'NotPrincipal':" : ",'Principal':").append(choices.oneOf(PRINCIPALS));
        }
        text.append(choices.oneIn(6) ? ",'NotAction':" : ",'Action':").append(list(ACTION_PATTERNS));
        text.append(choices.oneIn(6) ? ",'NotResource':" : ",'Resource':").append(list(RESOURCE_PATTERNS));
        if (choices.oneIn(3)) {
            text.append(",'Condition':{").append(condition()).append('}');
        }
        return text.append('}').toString();
    }

    private String condition() {
        var operator = choices.oneOf("", "", "ForAnyValue:", "ForAllValues:")
                + choices.oneOf(OPERATORS)
                + choices.oneOf("", "", "IfExists");
        return "'" + operator + "':{'" + choices.oneOf(KEYS) + "':" + list(VALUES) + "}";
    }

    private String list(List<String> items) {
        return many(1 + choices.below(2), i -> "'" + choices.oneOf(items) + "'").stream()
                .collect(Collectors.joining(",", "[", "]"));
    }

    Gate gate() {
        return choices.oneIn(4) ? choices.oneOf(Gate.values()) : Gate.NONE;
    }

    static PolicySet set(Map<String, List<String>> layers, Gate gate) {
        var set = PolicySet.builder().gate(gate);
        for (var layer : layers.entrySet()) {
            var policies = new ArrayList<Policy>();
            layer.getValue().forEach(statement -> policies.add(Given.policy(statement)));
            var single = Given.policy(String.join(",", layer.getValue()));
            switch (layer.getKey()) {
                case "identity" -> set.identity(policies);
                case "boundary" -> set.boundary(single);
                case "session" -> set.session(policies);
                case "scp" -> set.scp(List.of(policies, List.of(single)));
                case "rcp" -> set.rcp(List.of(policies));
                case "resource" -> set.resource(single);
                case "endpoint" -> set.endpoint(single);
                default ->
                    set.conveyed(
                            List.of(new ConveyedRole("r", "g", List.of(policies.getFirst()), Optional.of(single))));
            }
        }
        return set.build();
    }
}
