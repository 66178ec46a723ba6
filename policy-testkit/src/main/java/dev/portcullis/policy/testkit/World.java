// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Principal;
import java.util.List;

/** The small world that scenarios are drawn from: few names, so that policies and requests meet often. */
final class World {
    static final String HERE = "111122223333";
    static final String THERE = "444455556666";
    static final List<String> ACCOUNTS = List.of(HERE, HERE, HERE, THERE);

    static final List<Principal> PRINCIPALS = List.of(
            user(HERE, "alice", "AIDAALICE"),
            user(HERE, "alice", "AIDAALICE"),
            user(HERE, "eng/Bob", "AIDABOB"),
            user(THERE, "alice", "AIDAOTHER"),
            session(HERE, "Admin", "s1", "AROAADMIN", false),
            session(HERE, "team/Admin", "alice", "AROATEAM", false),
            new Principal.RoleSession(HERE, "", role(HERE, "Admin"), "AROAADMIN", false),
            new Principal.RoleSession(HERE, assumed(HERE, "admin", "s1"), "", "", false),
            session(HERE, "aws-service-role/ec2.amazonaws.com/Linked", "s1", "AROALINKED", true),
            session(THERE, "Admin", "s1", "AROATHERE", false),
            new Principal.FederatedUser(HERE, federated(HERE, "alice"), userArn(HERE, "alice"), "AIDAALICE"),
            new Principal.FederatedUser(HERE, federated(HERE, "carol"), userArn(HERE, "eng/Bob"), ""),
            new Principal.Root(HERE, root(HERE)),
            new Principal.Root(THERE, root(THERE)),
            new Principal.Service("ec2.amazonaws.com"),
            new Principal.Federated("arn:aws:iam::" + HERE + ":oidc-provider/idp.example"),
            new Principal.Federated("accounts.google.com"),
            new Principal.Anonymous());

    /** Everything a policy might write where it names principals, apart from what the caller itself is called. */
    static final List<String> NAMED = List.of(
            "*",
            HERE,
            THERE,
            root(HERE),
            root(THERE),
            userArn(HERE, "alice"),
            userArn(HERE, "Alice"),
            userArn(HERE, "eng/Bob"),
            userArn(HERE, "*"),
            role(HERE, "Admin"),
            role(HERE, "admin"),
            role(HERE, "team/ADMIN"),
            role(THERE, "Admin"),
            assumed(HERE, "Admin", "s1"),
            assumed(HERE, "admin", "s1"),
            assumed(HERE, "Admin", "S1"),
            assumed(HERE, "Admin", "*"),
            federated(HERE, "alice"),
            "AIDAALICE",
            "AROAADMIN",
            "AROATEAM",
            "AIDAGONE",
            "arn:aws-cn:iam::" + HERE + ":root");

    static final List<String> NAMED_SERVICES =
            List.of("ec2.amazonaws.com", "EC2.amazonaws.com", "s3.amazonaws.com", "*");
    static final List<String> NAMED_PROVIDERS = List.of(
            "accounts.google.com", "arn:aws:iam::" + HERE + ":oidc-provider/idp.example", "graph.facebook.com", "*");

    /** What may be asked, with the ARN after {@code arn:aws:}; ACCOUNT stands for the owner. */
    record Ask(String action, String resource) {}

    static final List<Ask> ASKS = List.of(
            new Ask("s3:GetObject", "s3:::logs/2026/07/a.txt"),
            new Ask("s3:GetObject", "s3:::logs/alice/a:b"),
            new Ask("s3:GetObject", "s3:::logs/a*b"),
            new Ask("s3:PutObject", "s3:::data/alice/x"),
            new Ask("s3:ListBucket", "s3:::logs"),
            new Ask("s3:ListAllMyBuckets", "*"),
            new Ask("s3:ListAllMyBuckets", "s3:::*"),
            new Ask("s3:PutBucketPolicy", "s3:::logs"),
            new Ask("S3:getobject", "s3:::logs/2026/07/a.txt"),
            new Ask("ec2:RunInstances", "ec2:eu-west-1:ACCOUNT:instance/i-0abc"),
            new Ask("ec2:DescribeInstances", "*"),
            new Ask("sqs:SendMessage", "sqs:us-east-2:ACCOUNT:alice-queue"),
            new Ask("dynamodb:GetItem", "dynamodb:us-east-2:ACCOUNT:table/orders"),
            new Ask("iam:CreateUser", "iam::ACCOUNT:user/eng/dora"),
            new Ask("iam:GetPolicy", "iam::aws:policy/ReadOnlyAccess"),
            new Ask("iam:DeletePolicy", "iam::aws:policy/ReadOnlyAccess"),
            new Ask("iam:DeleteRole", "iam::ACCOUNT:role/aws-reserved/sso/r"),
            new Ask("iam:PassRole", "iam::ACCOUNT:role/aws-reserved/sso/r"),
            new Ask("iam:PutRolePolicy", "iam::ACCOUNT:role/aws-service-role/ec2.amazonaws.com/Linked"),
            new Ask("iam:DeleteServiceLinkedRole", "iam::ACCOUNT:role/aws-service-role/ec2.amazonaws.com/Linked"),
            new Ask("iam:GetRole", "iam::ACCOUNT:role/aws-service-role/ec2.amazonaws.com/Linked"),
            new Ask("iam:PassRole", "iam::ACCOUNT:role/Admin"),
            new Ask("sts:AssumeRole", "iam::ACCOUNT:role/Admin"),
            new Ask("sts:AssumeRole", "iam::ACCOUNT:role/team/Admin"),
            new Ask("sts:AssumeRoleWithWebIdentity", "iam::ACCOUNT:role/Admin"),
            new Ask("sts:TagSession", "iam::ACCOUNT:role/Admin"),
            new Ask("sts:GetCallerIdentity", "*"),
            new Ask("sts:GetSessionToken", "*"),
            new Ask("sts:GetFederationToken", "sts::ACCOUNT:federated-user/carol"),
            new Ask("kms:Decrypt", "kms:eu-west-1:ACCOUNT:key/1234"),
            new Ask("kms:Encrypt", "kms:eu-west-1:ACCOUNT:key/1234"),
            new Ask("kms:DeleteAlias", "kms:eu-west-1:ACCOUNT:alias/aws/s3"),
            new Ask("kms:DeleteAlias", "kms:eu-west-1:ACCOUNT:alias/mine"),
            new Ask("kms:ListKeys", "*"));

    static final List<String> ACTIONS =
            ASKS.stream().map(Ask::action).distinct().toList();

    private World() {}

    static String userArn(String account, String path) {
        return "arn:aws:iam::" + account + ":user/" + path;
    }

    static String role(String account, String path) {
        return "arn:aws:iam::" + account + ":role/" + path;
    }

    static String root(String account) {
        return "arn:aws:iam::" + account + ":root";
    }

    static String assumed(String account, String name, String session) {
        return "arn:aws:sts::" + account + ":assumed-role/" + name + "/" + session;
    }

    static String federated(String account, String name) {
        return "arn:aws:sts::" + account + ":federated-user/" + name;
    }

    private static Principal user(String account, String path, String id) {
        return new Principal.User(account, userArn(account, path), id);
    }

    private static Principal session(String account, String path, String session, String id, boolean linked) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        return new Principal.RoleSession(account, assumed(account, name, session), role(account, path), id, linked);
    }
}
