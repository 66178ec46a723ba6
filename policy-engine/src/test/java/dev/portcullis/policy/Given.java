// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The people, policies and questions that the tests tell their stories with. */
final class Given {
    static final String ACCOUNT = "111122223333";
    static final String OTHER_ACCOUNT = "444455556666";
    static final Principal.User ALICE = user(ACCOUNT, "alice");
    static final Principal.RoleSession DEPLOYER = session("Deployer", "run-1");
    static final Principal.Root ROOT = new Principal.Root(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":root");
    static final String OBJECT = "arn:aws:s3:::photos/2026/cat.jpg";

    private static final Authorizer AUTHORIZER = new Authorizer();

    private Given() {}

    static Principal.User user(String account, String name) {
        return new Principal.User(
                account, "arn:aws:iam::" + account + ":user/" + name, "AIDA" + name.toUpperCase(Locale.ROOT));
    }

    static Principal.RoleSession session(String role, String name) {
        return new Principal.RoleSession(
                ACCOUNT,
                "arn:aws:sts::" + ACCOUNT + ":assumed-role/" + role + "/" + name,
                "arn:aws:iam::" + ACCOUNT + ":role/team/" + role,
                "AROA" + role.toUpperCase(Locale.ROOT),
                false);
    }

    static Principal.FederatedUser federated(String name) {
        return new Principal.FederatedUser(
                ACCOUNT, "arn:aws:sts::" + ACCOUNT + ":federated-user/" + name, ALICE.arn(), ALICE.userId());
    }

    /** A policy of the current version with these statements, JSON text without the brackets of the list; ' is a quotation mark. */
    static Policy policy(String statements) {
        return read("{'Version':'2012-10-17','Statement':[" + statements + "]}");
    }

    static Policy read(String text) {
        return switch (Policy.read("p", json(text))) {
            case ParseResult.Parsed(var policy) -> policy;
            case ParseResult.Rejected(var problems) -> throw new AssertionError(problems + " in " + text);
        };
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    static String allow(String action, String resource) {
        return "{'Effect':'Allow','Action':'" + action + "','Resource':'" + resource + "'}";
    }

    static String deny(String action, String resource) {
        return "{'Effect':'Deny','Action':'" + action + "','Resource':'" + resource + "'}";
    }

    /** A statement of a resource policy on everything; the principal is JSON. */
    static String toPrincipal(String effect, String principal, String action) {
        return "{'Effect':'" + effect + "','Principal':" + principal + ",'Action':'" + action + "','Resource':'*'}";
    }

    static String allowIf(String condition) {
        return "{'Effect':'Allow','Action':'*','Resource':'*','Condition':" + condition + "}";
    }

    static String denyIf(String condition) {
        return "{'Effect':'Deny','Action':'*','Resource':'*','Condition':" + condition + "}";
    }

    static PolicySet identity(String statements) {
        return PolicySet.builder().identity(List.of(policy(statements))).build();
    }

    static Request request(Principal principal, String action, String resource, Map<String, Object> context) {
        return new Request(principal, action, resource, ACCOUNT, context(context));
    }

    static Request request(Principal principal, String action, String resource) {
        return request(principal, action, resource, Map.of());
    }

    static Request get(Principal principal) {
        return request(principal, "s3:GetObject", OBJECT);
    }

    /** Strings become single-valued keys, lists multivalued ones. */
    static Context context(Map<String, Object> values) {
        var builder = Context.builder();
        values.forEach((key, value) -> {
            if (value instanceof List<?> list) {
                builder.putAll(key, list.stream().map(String::valueOf).toList());
            } else {
                builder.put(key, String.valueOf(value));
            }
        });
        return builder.build();
    }

    static Decision decide(Request request, PolicySet policies) {
        var decision = AUTHORIZER.decide(request, policies);
        var explained = AUTHORIZER.explain(request, policies).decision();
        if (!decision.equals(explained)) {
            throw new AssertionError(decision + " is explained as " + explained);
        }
        return decision;
    }

    static Result result(Request request, PolicySet policies) {
        return decide(request, policies).result();
    }

    /** Whether Alice may read the object under these identity statements and this context. */
    static boolean allows(String statements, Map<String, Object> context) {
        return decide(request(ALICE, "s3:GetObject", OBJECT, context), identity(statements))
                .isAllowed();
    }
}
