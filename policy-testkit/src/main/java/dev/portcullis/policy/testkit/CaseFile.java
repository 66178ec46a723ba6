// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Conveyed;
import dev.portcullis.policy.reference.ReferencePolicies.Gate;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Reads a case file of our own: YAML with {@code source} (where the behaviour is documented), {@code rule}, and {@code cases}. A case has
 * a {@code name}, perhaps its own {@code rule}, policies, a {@code request} and what to {@code expect}:
 *
 * <ul>
 *   <li>A policy ({@code identity}, {@code boundary}, {@code session}, {@code resource}, {@code endpoint}) is a statement or a list of them, which get
 *       Version 2012-10-17; or a document with its {@code Statement}; or its very text in a string. {@code identity} and {@code session} may
 *       list several documents.
 *   <li>{@code scp} and {@code rcp} list levels from the root down, each like {@code identity}. {@code conveyed} lists roles with {@code policies} and perhaps a {@code
 *       boundary}.
 *   <li>{@code gate} is {@code trust} or {@code kms} where the resource's policy is the only way in.
 *   <li>{@code request} has {@code action}, {@code resource}, and if they differ from the usual ones {@code principal}, {@code account} (the owner of the
 *       resource) and {@code context}.
 *   <li>{@code expect} is the outcome, or a map of {@code decision}, {@code layer} and {@code by}: the deciding statement as {@code POLICY[INDEX]}.
 * </ul>
 *
 * Anything else in the file is an error: a misspelt member must not weaken a case.
 */
final class CaseFile {
    private static final String USUAL_ACCOUNT = "111122223333";
    private static final String USUAL_PRINCIPAL = "arn:aws:iam::111122223333:user/alice";

    private final String name;

    private CaseFile(String name) {
        this.name = name;
    }

    static List<PolicyCase> read(Path file) throws IOException {
        var settings = LoadSettings.builder().setLabel(file.toString()).build();
        return new CaseFile(file.getFileName().toString())
                .cases(new Load(settings).loadFromString(Files.readString(file)));
    }

    private List<PolicyCase> cases(Object root) {
        var members = map(root, "file", Set.of("source", "rule", "cases"));
        require(members.get("source") instanceof String, "a file needs its source");
        var cases = new ArrayList<PolicyCase>();
        for (var one : list(members.get("cases"))) {
            cases.add(policyCase(one, members.get("rule")));
        }
        return cases;
    }

    private PolicyCase policyCase(@Nullable Object one, @Nullable Object usualRule) {
        var members = map(
                one,
                "case",
                Set.of(
                        "name",
                        "rule",
                        "source",
                        "identity",
                        "conveyed",
                        "boundary",
                        "session",
                        "resource",
                        "gate",
                        "scp",
                        "rcp",
                        "endpoint",
                        "request",
                        "expect"));
        var rule = members.containsKey("rule") ? members.get("rule") : usualRule;
        require(rule instanceof String, "a case needs the number of its rule, in quotes");
        var expect =
                members.get("expect") instanceof String outcome ? Map.of("decision", outcome) : members.get("expect");
        var expected = map(expect, "expect", Set.of("decision", "layer", "by"));
        return new PolicyCase(
                name + ": " + members.get("name"),
                String.valueOf(rule),
                new Scenario(request(members.get("request")), policies(members)),
                CorpusFile.result(String.valueOf(expected.get("decision"))),
                Optional.ofNullable(expected.get("layer"))
                        .map(layer -> Layer.valueOf(layer.toString().toUpperCase(Locale.ROOT))),
                Optional.ofNullable(expected.get("by")).map(Object::toString));
    }

    private Request request(@Nullable Object request) {
        var members = map(request, "request", Set.of("principal", "action", "resource", "account", "context"));
        var context = members.get("context") instanceof Map<?, ?> values ? values : Map.of();
        return new Request(
                principal(orElse(members.get("principal"), USUAL_PRINCIPAL)),
                String.valueOf(members.get("action")),
                String.valueOf(members.get("resource")),
                String.valueOf(orElse(members.get("account"), USUAL_ACCOUNT)),
                CorpusFile.context(context));
    }

    private Principal principal(Object written) {
        if (written instanceof String text) {
            return PrincipalText.read(text);
        }
        var members = map(
                written,
                "principal",
                Set.of("user", "role", "session", "federated", "provider", "id", "serviceLinked"));
        var id = String.valueOf(orElse(members.get("id"), ""));
        var arn = String.valueOf(orElse(members.get("role"), orElse(members.get("user"), "")));
        if (members.containsKey("provider")) {
            return new Principal.Federated(String.valueOf(members.get("provider")));
        }
        var account = arn.split(":", 6)[4];
        if (members.containsKey("role")) {
            boolean isLinked = Boolean.TRUE.equals(members.get("serviceLinked"));
            return new Principal.RoleSession(
                    account, String.valueOf(orElse(members.get("session"), "")), arn, id, isLinked);
        }
        return members.containsKey("federated")
                ? new Principal.FederatedUser(account, String.valueOf(members.get("federated")), arn, id)
                : new Principal.User(account, arn, id);
    }

    private ReferencePolicies policies(Map<?, ?> members) {
        return new ReferencePolicies(
                pool("identity", members.get("identity")),
                conveyed(members.get("conveyed")),
                one("boundary", members.get("boundary")),
                Optional.ofNullable(members.get("session")).map(session -> pool("session", session)),
                one("resource", members.get("resource")),
                gate(String.valueOf(members.get("gate"))),
                levels("scp", members.get("scp")),
                levels("rcp", members.get("rcp")),
                one("endpoint", members.get("endpoint")));
    }

    private Gate gate(String written) {
        return switch (written) {
            case "null" -> Gate.NONE;
            case "trust" -> Gate.TRUST;
            case "kms" -> Gate.KMS_KEY;
            default -> throw new IllegalArgumentException(name + ": no gate: " + written);
        };
    }

    private List<Conveyed> conveyed(@Nullable Object roles) {
        var out = new ArrayList<Conveyed>();
        for (var role : list(roles)) {
            var members = map(role, "conveyed", Set.of("policies", "boundary"));
            var id = "conveyed[" + out.size() + "]";
            out.add(new Conveyed(pool(id, members.get("policies")), one(id + ".boundary", members.get("boundary"))));
        }
        return out;
    }

    private List<List<Text>> levels(String id, @Nullable Object levels) {
        var out = new ArrayList<List<Text>>();
        for (var level : list(levels)) {
            out.add(pool(id + "[" + out.size() + "]", level));
        }
        return out;
    }

    private Optional<Text> one(String id, @Nullable Object policy) {
        var pool = pool(id, policy);
        require(pool.size() <= 1, id + " is one policy");
        return pool.stream().findFirst();
    }

    /** One policy of statements, or several documents. */
    private static List<Text> pool(String id, @Nullable Object written) {
        if (written == null || (written instanceof List<?> none && none.isEmpty())) {
            return List.of();
        }
        if (written instanceof List<?> list && isDocument(list.getFirst())) {
            var pool = new ArrayList<Text>();
            for (var document : list) {
                pool.add(new Text(id + "[" + pool.size() + "]", text(document)));
            }
            return pool;
        }
        return List.of(new Text(id, text(written)));
    }

    private static boolean isDocument(@Nullable Object written) {
        return written instanceof String || (written instanceof Map<?, ?> map && map.containsKey("Statement"));
    }

    private static String text(@Nullable Object written) {
        if (written instanceof String text) {
            return text;
        }
        return JsonText.write(
                isDocument(written)
                        ? written
                        : Map.of("Version", "2012-10-17", "Statement", orElse(written, List.of())));
    }

    private static Object orElse(@Nullable Object value, Object otherwise) {
        return value == null ? otherwise : value;
    }

    private Map<?, ?> map(@Nullable Object value, String what, Set<String> allowed) {
        require(
                value instanceof Map<?, ?> members && allowed.containsAll(members.keySet()),
                what + " has other members: " + value);
        return (Map<?, ?>) orElse(value, Map.of());
    }

    private static List<?> list(@Nullable Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + otherwise);
        }
    }
}
