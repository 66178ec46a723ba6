// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import dev.portcullis.aws.generator.Overlay.Check;
import dev.portcullis.aws.generator.Overlay.ContextKey;
import dev.portcullis.aws.generator.Overlay.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads an overlay file; every unknown word in it is refused. */
final class OverlayReader {
    private static final Pattern CALL = Pattern.compile("([a-zA-Z]+)\\(([^()]*)\\)");
    private static final Set<String> ACCESS = Set.of("checked", "anyAuthenticated", "agent", "anyone");
    private static final Set<String> OPERATION_WORDS =
            Set.of("access", "kind", "action", "resource", "context", "onlyIfAny", "also");
    private static final Set<String> CHECK_WORDS = Set.of("action", "resource", "context", "onlyIfAny");
    private static final Set<String> FILE_WORDS =
            Set.of("service", "model", "secrets", "percentEncodedPolicies", "nullableLists", "operations");

    private OverlayReader() {}

    static Overlay read(String yaml, String fileName) {
        Object loaded;
        try {
            loaded = new Load(LoadSettings.builder().setLabel(fileName).build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new ModelException(fileName + ": is not YAML: " + e.getMessage());
        }
        if (!(loaded instanceof Map<?, ?> map)) {
            throw new ModelException(fileName + ": must hold a mapping");
        }
        Map<String, Object> file = JsonMaps.object(map);
        refuseUnknown(file, FILE_WORDS, fileName);
        String service =
                JsonMaps.text(file, "service").orElseThrow(() -> new ModelException(fileName + ": names no service"));
        Map<String, Overlay.Entry> operations = new LinkedHashMap<>();
        JsonMaps.object(file, "operations")
                .forEach((name, value) -> operations.put(name, entry(service, name, value, fileName + ": " + name)));
        return new Overlay(
                service,
                JsonMaps.text(file, "model"),
                JsonMaps.texts(file, "secrets"),
                JsonMaps.texts(file, "percentEncodedPolicies"),
                JsonMaps.texts(file, "nullableLists"),
                operations);
    }

    private static Overlay.Entry entry(String service, String operation, Object value, String where) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ModelException(where + ": must hold a mapping");
        }
        Map<String, Object> entry = JsonMaps.object(map);
        refuseUnknown(entry, OPERATION_WORDS, where);
        String access = JsonMaps.text(entry, "access").orElse("checked");
        if (!ACCESS.contains(access)) {
            throw new ModelException(
                    where + ": access must be one of checked, anyAuthenticated, agent, anyone, not " + access);
        }
        boolean writes = writes(entry, where);
        if (!access.equals("checked")) {
            refuseUnknown(entry, Set.of("access", "kind"), where + ": with access " + access);
            return new Overlay.Entry(access, writes, List.of());
        }
        List<Check> checks = new ArrayList<>();
        String action = JsonMaps.text(entry, "action").orElse(service + ":" + operation);
        checks.add(check(action, entry, where));
        for (Object also : JsonMaps.list(entry, "also")) {
            Map<String, Object> further = JsonMaps.object(also);
            refuseUnknown(further, CHECK_WORDS, where + ": also");
            String furtherAction = JsonMaps.text(further, "action")
                    .orElseThrow(() -> new ModelException(where + ": also: names no action"));
            checks.add(check(furtherAction, further, where + ": " + furtherAction));
        }
        return new Overlay.Entry(access, writes, checks);
    }

    private static boolean writes(Map<String, Object> entry, String where) {
        String kind = JsonMaps.text(entry, "kind").orElse("");
        return switch (kind) {
            case "read" -> false;
            case "write" -> true;
            default -> throw new ModelException(where + ": kind must be read or write, not '" + kind + "'");
        };
    }

    private static Check check(String action, Map<String, Object> check, String where) {
        String resource =
                JsonMaps.text(check, "resource").orElseThrow(() -> new ModelException(where + ": names no resource"));
        List<ContextKey> context = new ArrayList<>();
        JsonMaps.object(check, "context").forEach((key, source) -> {
            if (!(source instanceof String text)) {
                throw new ModelException(where + ": context " + key + " must be text, not " + source);
            }
            context.add(new ContextKey(key, contextSource(text)));
        });
        return new Check(action, call(resource), context, JsonMaps.texts(check, "onlyIfAny"));
    }

    /** A plain name is the input member of that name; everything else is written as a call, or is a word without members. */
    private static Template contextSource(String text) {
        if (text.equals("resourceBoundary")) {
            return new Template(text, List.of());
        }
        return CALL.matcher(text).matches() ? call(text) : new Template("input", List.of(text));
    }

    private static Template call(String text) {
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            return new Template(text, List.of());
        }
        List<String> arguments = new ArrayList<>();
        for (String argument : call.group(2).split(",", -1)) {
            arguments.add(argument.strip());
        }
        return new Template(call.group(1), arguments);
    }

    private static void refuseUnknown(Map<String, Object> in, Set<String> words, String where) {
        for (String word : in.keySet()) {
            if (!words.contains(word)) {
                throw new ModelException(where + ": unknown word '" + word + "'");
            }
        }
    }
}
