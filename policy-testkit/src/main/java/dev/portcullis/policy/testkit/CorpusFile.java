// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Context;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Gate;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the public corpus of policy cases: one JSON array of objects with {@code id}, {@code policies}, {@code request} and
 * {@code expected}, or {@code ruling} where the case's origin is not followed; a case ruled {@code unspecified} is left out.
 */
final class CorpusFile {
    private CorpusFile() {}

    static List<PolicyCase> read(Path file) throws IOException {
        var cases = new ArrayList<PolicyCase>();
        for (var one : list(JsonText.read(Files.readString(file)))) {
            var members = map(one);
            var outcome =
                    String.valueOf(members.containsKey("expected") ? members.get("expected") : members.get("ruling"));
            if (!outcome.equals("unspecified")) {
                cases.add(new PolicyCase(
                        String.valueOf(members.get("id")),
                        "",
                        scenario(map(members.get("policies")), map(members.get("request"))),
                        result(outcome),
                        Optional.empty(),
                        Optional.empty()));
            }
        }
        return cases;
    }

    static Result result(String outcome) {
        return switch (outcome) {
            case "allowed" -> Result.ALLOWED;
            case "explicitDeny" -> Result.EXPLICIT_DENY;
            case "implicitDeny" -> Result.IMPLICIT_DENY;
            default -> throw new IllegalArgumentException("no outcome: " + outcome);
        };
    }

    private static Scenario scenario(Map<?, ?> policies, Map<?, ?> asked) {
        var resourcePolicy =
                Optional.ofNullable(policies.get("resource")).map(p -> new Text("resource", JsonText.write(p)));
        var action = String.valueOf(asked.get("action"));
        // rule 4.6: an action without resource-level permissions is asked about as such
        var resource =
                Boolean.TRUE.equals(asked.get("wildcardOnlyAction")) ? "*" : String.valueOf(asked.get("resource"));
        var principal = principal(String.valueOf(asked.get("principal")), action);
        return new Scenario(
                new Request(
                        principal,
                        action,
                        resource,
                        String.valueOf(asked.get("resourceAccount")),
                        context(map(asked.get("context")))),
                new ReferencePolicies(
                        pool("identity", policies.get("identity")),
                        List.of(),
                        pool("boundary", policies.get("boundary")).stream().findFirst(),
                        Optional.of(pool("session", policies.get("session"))).filter(pool -> !pool.isEmpty()),
                        resourcePolicy,
                        gate(action, resource),
                        levels("scp", policies.get("scp")),
                        levels("rcp", policies.get("rcp")),
                        Optional.empty()));
    }

    /** Who assumes a role with a web or SAML identity and is no ARN is a provider by its host (rule 2.10). */
    private static Principal principal(String text, String action) {
        boolean isProvider = action.regionMatches(true, 0, "sts:AssumeRoleWith", 0, "sts:AssumeRoleWith".length())
                && !text.startsWith("arn:")
                && !text.equals("anonymous");
        return isProvider ? new Principal.Federated(text) : PrincipalText.read(text);
    }

    /** Rules 11.1 and 11.2: who asks STS for a role, or KMS for a key, is let in by the role's or the key's policy, even when none is listed. */
    static Gate gate(String action, String resource) {
        if (action.regionMatches(true, 0, "sts:", 0, 4) && resource.matches("arn:[^:]*:iam::[^:]*:role/.*")) {
            return Gate.TRUST;
        }
        boolean isKey =
                action.regionMatches(true, 0, "kms:", 0, 4) && resource.matches("arn:[^:]*:kms:[^:]*:[^:]*:key/.*");
        return isKey ? Gate.KMS_KEY : Gate.NONE;
    }

    /** A string is a single value, a list makes the key multivalued; nothing is filled in. */
    static Context context(Map<?, ?> values) {
        var context = Context.builder();
        values.forEach((key, value) -> {
            if (value instanceof List<?> several) {
                context.putAll(
                        String.valueOf(key),
                        several.stream().map(String::valueOf).toList());
            } else {
                context.put(String.valueOf(key), String.valueOf(value));
            }
        });
        return context.build();
    }

    private static List<Text> pool(String id, @Nullable Object documents) {
        var pool = new ArrayList<Text>();
        for (var document : list(documents)) {
            pool.add(new Text(id + "[" + pool.size() + "]", JsonText.write(document)));
        }
        return pool;
    }

    private static List<List<Text>> levels(String id, @Nullable Object levels) {
        var out = new ArrayList<List<Text>>();
        for (var level : list(levels)) {
            out.add(pool(id + "[" + out.size() + "]", map(level).get("policies")));
        }
        return out;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<?, ?>) value;
    }

    private static List<?> list(@Nullable Object value) {
        return value == null ? List.of() : (List<?>) value;
    }
}
