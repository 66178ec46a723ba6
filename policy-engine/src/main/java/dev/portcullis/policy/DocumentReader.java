// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.policy.Defect.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy's structure by the grammar of section 1, which says nothing about what the strings in it mean. */
final class DocumentReader {
    /**
     * What reading a document gave.
     *
     * @param document what could be understood; null of a text that is not a JSON object; not to be evaluated if there are defects
     */
    record Outcome(@Nullable Document document, List<Defect> defects, LineIndex lines) {
        /** The document if nothing is wrong with it. */
        @Nullable
        Document sound() {
            return defects.isEmpty() ? document : null;
        }
    }

    private static final int MAX_DEFECTS = 100;
    private static final Set<String> DOCUMENT_MEMBERS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_MEMBERS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Set<String> PRINCIPAL_KINDS = Set.of("AWS", "Service", "Federated", "CanonicalUser");

    private final LineIndex lines;
    private final List<Defect> defects = new ArrayList<>();

    private DocumentReader(LineIndex lines) {
        this.lines = lines;
    }

    static Outcome read(String text) {
        var reader = new DocumentReader(new LineIndex(text));
        Document document = null;
        try {
            document = reader.document(JsonReader.read(text));
        } catch (JsonReader.Malformed e) {
            reader.defect(Code.NOT_JSON, e.text(), e.offset);
        }
        return new Outcome(document, reader.defects, reader.lines);
    }

    private @Nullable Document document(Json json) {
        if (!(json instanceof Json.Obj object)) {
            defect(Code.STRUCTURE, "A policy is a JSON object", json.start());
            return null;
        }
        var members = members(object, DOCUMENT_MEMBERS);
        var version = string(members.get("Version"));
        if (version != null && !isKnownVersion(version.text())) {
            defect(Code.VERSION, "Version must be 2012-10-17 or 2008-10-17", version.start());
        }
        var id = string(members.get("Id"));
        return new Document(version, id, statements(object, members.get("Statement")), lines);
    }

    private static boolean isKnownVersion(String version) {
        return version.equals(Document.VERSION_WITH_VARIABLES) || version.equals(Document.OLD_VERSION);
    }

    private List<Document.Statement> statements(Json.Obj document, Json.@Nullable Member member) {
        var statements = new ArrayList<Document.Statement>();
        if (member == null) {
            defect(Code.NO_STATEMENT_FIELD, "Missing required field Statement", document.start());
        } else if (member.value() instanceof Json.Arr array) {
            array.items().forEach(item -> addStatement(statements, item));
        } else if (member.value() instanceof Json.Obj single) {
            addStatement(statements, single);
        } else {
            defect(
                    Code.STRUCTURE,
                    "Statement must be a statement or a list of statements",
                    member.value().start());
        }
        return statements;
    }

    private void addStatement(List<Document.Statement> statements, Json json) {
        if (!(json instanceof Json.Obj object)) {
            defect(Code.STRUCTURE, "A statement is a JSON object", json.start());
            return;
        }
        var members = members(object, STATEMENT_MEMBERS);
        var effect = effect(object, members.get("Effect"));
        var actions = oneOf(object, members, "Action", "NotAction");
        if (actions == null) {
            defect(Code.NO_ACTION, "Missing required field Action", object.start());
        }
        var resources = oneOf(object, members, "Resource", "NotResource");
        var principals = principals(object, members);
        var conditions = conditions(members.get("Condition"));
        statements.add(new Document.Statement(
                object,
                string(members.get("Sid")),
                effect == null ? Effect.DENY : effect,
                principals,
                actions,
                resources,
                conditions));
    }

    private @Nullable Effect effect(Json.Obj statement, Json.@Nullable Member member) {
        if (member == null) {
            defect(Code.NO_EFFECT, "Missing required field Effect", statement.start());
            return null;
        }
        var text = string(member);
        if (text == null) {
            return null;
        }
        return switch (text.text()) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> {
                boolean isCase =
                        text.text().equalsIgnoreCase("Allow") || text.text().equalsIgnoreCase("Deny");
                defect(isCase ? Code.EFFECT_CASE : Code.EFFECT, "Effect must be Allow or Deny", text.start());
                yield null;
            }
        };
    }

    private Document.@Nullable Strings oneOf(
            Json.Obj statement, Map<String, Json.Member> members, String is, String not) {
        var positive = members.get(is);
        var negated = members.get(not);
        if (positive != null && negated != null) {
            defect(Code.STRUCTURE, "A statement cannot have both " + is + " and " + not, statement.start());
            return null;
        }
        var member = positive != null ? positive : negated;
        return member == null ? null : new Document.Strings(negated != null, strings(member.name(), member.value()));
    }

    private Document.@Nullable Principals principals(Json.Obj statement, Map<String, Json.Member> members) {
        var positive = members.get("Principal");
        var negated = members.get("NotPrincipal");
        if (positive != null && negated != null) {
            defect(Code.STRUCTURE, "A statement cannot have both Principal and NotPrincipal", statement.start());
            return null;
        }
        var member = positive != null ? positive : negated;
        return member == null
                ? null
                : new Document.Principals(
                        negated != null, member.name().start(), entries(member.name(), member.value()));
    }

    private List<Document.Entry> entries(Json.Str name, Json value) {
        var entries = new ArrayList<Document.Entry>();
        if (value instanceof Json.Str text && text.text().equals("*")) {
            entries.add(new Document.Entry("AWS", text));
        } else if (value instanceof Json.Obj object && !object.members().isEmpty()) {
            for (var member : members(object, PRINCIPAL_KINDS).values()) {
                var values = strings(member.name(), member.value());
                if (values.isEmpty()) {
                    defect(
                            Code.STRUCTURE,
                            member.name().text() + " must not be empty",
                            member.value().start());
                }
                values.forEach(
                        each -> entries.add(new Document.Entry(member.name().text(), each)));
            }
        } else {
            defect(
                    value instanceof Json.Obj ? Code.EMPTY_PRINCIPAL : Code.STRUCTURE,
                    name.text() + " must be \"*\" or an object with at least one kind of principal",
                    value.start());
        }
        return entries;
    }

    private List<Document.Condition> conditions(Json.@Nullable Member member) {
        var conditions = new ArrayList<Document.Condition>();
        if (member == null) {
            return conditions;
        }
        for (var operator : object(member)) {
            var keys = object(operator);
            for (var key : keys) {
                conditions.add(new Document.Condition(operator.name(), key.name(), values(key)));
            }
            if (keys.isEmpty() && Operator.parse(operator.name().text()) == null) { // rule 7.2
                var name = abbreviated(operator.name().text());
                defect(
                        Code.OPERATOR,
                        "There is no condition operator " + name,
                        operator.name().start());
            }
        }
        return conditions;
    }

    private List<Json.Member> object(Json.Member member) {
        if (member.value() instanceof Json.Obj object) {
            return object.members();
        }
        defect(
                Code.STRUCTURE,
                member.name().text() + " must be an object",
                member.value().start());
        return List.of();
    }

    private List<Document.Value> values(Json.Member key) {
        var items = key.value() instanceof Json.Arr array ? array.items() : List.of(key.value());
        var values = new ArrayList<Document.Value>(items.size());
        for (var item : items) {
            switch (item) {
                case Json.Str text -> values.add(new Document.Value(text.text(), text.start()));
                case Json.Scalar scalar -> values.add(new Document.Value(scalar.text(), scalar.start()));
                case Json.Obj _, Json.Arr _, Json.Null _ ->
                    defect(Code.STRUCTURE, "A condition value must be a string, a number or a boolean", item.start());
            }
        }
        return values;
    }

    private List<Json.Str> strings(Json.Str name, Json value) {
        var items = value instanceof Json.Arr array ? array.items() : List.of(value);
        var strings = new ArrayList<Json.Str>(items.size());
        for (var item : items) {
            if (item instanceof Json.Str text) {
                strings.add(text);
            } else {
                defect(Code.STRUCTURE, name.text() + " must be a string or a list of strings", item.start());
            }
        }
        return strings;
    }

    private Json.@Nullable Str string(Json.@Nullable Member member) {
        if (member == null) {
            return null;
        }
        if (member.value() instanceof Json.Str text) {
            return text;
        }
        defect(
                Code.STRUCTURE,
                member.name().text() + " must be a string",
                member.value().start());
        return null;
    }

    private Map<String, Json.Member> members(Json.Obj object, Set<String> known) {
        var members = new LinkedHashMap<String, Json.Member>();
        for (var member : object.members()) {
            if (known.contains(member.name().text())) {
                members.put(member.name().text(), member);
            } else {
                defect(
                        Code.STRUCTURE,
                        "Unknown field " + abbreviated(member.name().text()),
                        member.name().start());
            }
        }
        return members;
    }

    static String abbreviated(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }

    private void defect(Code code, String message, int offset) {
        if (defects.size() < MAX_DEFECTS) {
            defects.add(new Defect(code, message, offset));
        }
    }
}
