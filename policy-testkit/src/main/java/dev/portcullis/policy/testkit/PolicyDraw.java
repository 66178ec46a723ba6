// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Draws policy documents, as text, that match a given request or nearly do. */
final class PolicyDraw {
    private final Choices choices;
    private final RequestDraw about;
    private final ConditionDraw conditions;

    PolicyDraw(Choices choices, RequestDraw about) {
        this.choices = choices;
        this.about = about;
        this.conditions = new ConditionDraw(choices, about);
    }

    /** A document for one layer: mostly well-formed, now and then with something that no policy may have. */
    String document(Layer layer) {
        var document = new LinkedHashMap<String, Object>();
        var version = choices.oneOf("2012-10-17", "2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", "");
        if (!version.isEmpty()) {
            document.put("Version", version);
        }
        int count = choices.oneOf(1, 1, 2, 2, 3);
        var statements = new ArrayList<Object>();
        for (int i = 0; i < count; i++) {
            statements.add(statement(layer, i));
        }
        document.put("Statement", count == 1 && choices.chance(40) ? statements.getFirst() : statements);
        return whole(JsonText.write(reordered(document)));
    }

    /** The text without halves of surrogate pairs, which changes may leave behind and no document may have (rule 1.1). */
    private static String whole(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 'x' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private Map<String, Object> reordered(Map<String, Object> members) {
        if (!choices.chance(15)) {
            return members;
        }
        var out = new LinkedHashMap<String, Object>();
        choices.shuffled(List.copyOf(members.entrySet())).forEach(e -> out.put(e.getKey(), e.getValue()));
        return out;
    }

    private Map<String, Object> statement(Layer layer, int index) {
        var statement = new LinkedHashMap<String, Object>();
        if (choices.chance(30)) {
            statement.put("Sid", "S" + index);
        }
        statement.put("Effect", choices.chance(layer == Layer.RCP ? 5 : 78) ? "Allow" : "Deny");
        principal(layer, statement);
        statement.put(choices.chance(88) ? "Action" : "NotAction", oneOrMany(this::action));
        if (layer != Layer.RESOURCE || !mayOmitResource()) {
            statement.put(choices.chance(88) ? "Resource" : "NotResource", oneOrMany(() -> resource(layer)));
        }
        if (choices.chance(45)) {
            statement.put("Condition", conditions.block());
        }
        return reordered(statement);
    }

    private boolean mayOmitResource() {
        return about.request().action().startsWith("sts:") && choices.chance(80);
    }

    private Object oneOrMany(Supplier<String> draw) {
        int count = choices.oneOf(1, 1, 1, 2, 3);
        var values = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            values.add(draw.get());
        }
        return count == 1 && choices.chance(70) ? values.getFirst() : values;
    }

    private String action() {
        var action = choices.chance(80) ? about.request().action() : choices.oneOf(World.ACTIONS);
        int colon = action.indexOf(':');
        return switch (choices.below(12)) {
            case 0, 1, 2 -> action;
            case 3 -> action.toUpperCase(Locale.ROOT);
            case 4, 5 -> action.substring(0, colon + 1) + "*";
            case 6 -> "*";
            case 7, 8 -> action.substring(0, colon + 1) + Mutation.globbed(choices, action.substring(colon + 1));
            case 9 -> Mutation.oneOff(choices, action);
            case 10 ->
                choices.oneOf(
                        "*:*",
                        "**",
                        "*:" + action.substring(colon + 1),
                        "s*:*",
                        ":x",
                        "s3:",
                        "s3",
                        "s3: Get*",
                        "s3:a:b");
            default -> action.substring(0, colon + 1) + "?" + action.substring(colon + 2);
        };
    }

    private String resource(Layer layer) {
        var resource = about.request().resource();
        if (resource.equals("*") || choices.chance(8)) {
            return choices.oneOf(
                    "*",
                    "*",
                    "arn:aws:s3:::*",
                    "arn:aws:s3:::logs",
                    "arn:*",
                    "arn:aws:*:*:*:*",
                    "**",
                    "arn:aws:sqs:*:*:${aws:username}");
        }
        var parts = new ArrayList<>(List.of(resource.split(":", 6)));
        return switch (choices.below(layer == Layer.RCP ? 9 : 12)) {
            case 0, 1, 2 -> resource;
            case 3 -> "*";
            case 4, 5 -> {
                parts.set(
                        5, choices.oneOf("*", Mutation.globbed(choices, parts.get(5)), conditions.text(parts.get(5))));
                yield String.join(":", parts);
            }
            case 6 -> {
                int i = choices.oneOf(1, 2, 3, 4, 4);
                parts.set(i, choices.oneOf("*", "", Mutation.globbed(choices, parts.get(i)), "${aws:username}"));
                yield String.join(":", parts);
            }
            case 7 -> Mutation.oneOff(choices, resource);
            case 8 -> {
                parts.set(5, conditions.text(parts.get(5)));
                parts.set(2, choices.chance(70) ? parts.get(2) : choices.oneOf("*", "sqs"));
                yield String.join(":", parts);
            }
            case 9, 10 -> { // rule 4.3: fewer than six segments
                var shorter = String.join(":", parts.subList(0, 1 + choices.below(5)));
                yield choices.oneOf(shorter, shorter + ":*", shorter + "*");
            }
            default -> Mutation.globbed(choices, resource);
        };
    }

    private void principal(Layer layer, Map<String, Object> statement) {
        switch (layer) {
            case RESOURCE, ENDPOINT -> {
                if (choices.chance(97)) {
                    statement.put(choices.chance(88) ? "Principal" : "NotPrincipal", principals());
                }
            }
            case RCP -> statement.put("Principal", choices.chance(95) ? "*" : principals());
            case IDENTITY, BOUNDARY, SESSION, SCP, NONE -> {
                if (choices.chance(1)) {
                    statement.put("Principal", principals());
                }
            }
        }
    }

    private Object principals() {
        if (choices.chance(25)) {
            return "*";
        }
        var kinds = new LinkedHashMap<String, Object>();
        if (choices.chance(85)) {
            kinds.put("AWS", oneOrMany(this::awsPrincipal));
        }
        if (choices.chance(15)) {
            kinds.put("Service", oneOrMany(() -> choices.oneOf(World.NAMED_SERVICES)));
        }
        if (choices.chance(15)) {
            kinds.put("Federated", oneOrMany(() -> choices.oneOf(World.NAMED_PROVIDERS)));
        }
        if (kinds.isEmpty() || choices.chance(3)) {
            kinds.put("CanonicalUser", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be");
        }
        return kinds;
    }

    private String awsPrincipal() {
        return choices.chance(60) ? choices.oneOf(namesOf(about.request().principal())) : choices.oneOf(World.NAMED);
    }

    private static List<String> namesOf(Principal caller) {
        return switch (caller) {
            case Principal.Root root -> List.of(root.arn(), root.account());
            case Principal.User user -> List.of(user.arn(), user.userId(), user.account(), World.root(user.account()));
            case Principal.RoleSession session
            when session.roleArn().isEmpty() ->
                List.of(
                        session.sessionArn(),
                        World.role(session.account(), "Admin"),
                        World.role(session.account(), "team/admin"));
            case Principal.RoleSession session ->
                List.of(
                        session.roleArn(),
                        session.sessionArn().isEmpty() ? session.roleArn() : session.sessionArn(),
                        session.roleId(),
                        session.account(),
                        session.roleArn().toUpperCase(Locale.ROOT));
            case Principal.FederatedUser user -> List.of(user.arn(), user.userArn(), user.account(), user.userId());
            case Principal.Service _, Principal.Federated _, Principal.Anonymous _ -> List.of("*", World.HERE);
        };
    }

    /** A broken document: the reader must refuse it, wherever it stands. */
    String broken(Layer layer) {
        var good = document(layer);
        return switch (choices.below(10)) {
            case 8 -> good.replaceFirst("\"Effect\"", "\"Sid\": \"\\\\ud83d\", \"Effect\"");
            case 0 -> good.substring(0, choices.below(good.length()));
            case 1 -> good.replaceFirst("\"Effect\"", "\"effect\"");
            case 2 -> good.replaceFirst("\"Statement\"", "\"Statement\": [], \"Statement\"");
            case 3 -> good.replaceFirst("\"(Allow|Deny)\"", "\"allow\"");
            case 4 -> good.replaceFirst("\\{", "{\"Extra\": 1, ");
            case 5 -> good.replaceFirst("\"Effect\"", "\"Action\": \"a:b\", \"NotAction\": \"a:c\", \"Effect\"");
            case 6 -> good + choices.oneOf("}", " x", "null");
            case 7 ->
                good.replaceFirst("2012-10-17", "2012-10-18")
                        .replaceFirst("\"Statement\"", "\"Version\": null, \"Statement\"");
            default ->
                choices.oneOf(
                        "",
                        "[]",
                        "null",
                        "{}",
                        "{\"Statement\": 1}",
                        "\"Statement\"",
                        "{\"Statement\": {\"Effect\": \"Allow\"}}");
        };
    }
}
