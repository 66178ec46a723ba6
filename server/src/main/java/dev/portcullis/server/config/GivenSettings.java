// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import dev.portcullis.server.secrets.MasterKeyPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the operator has set, as texts, each with the place it came from; a later source replaces an earlier one whole. */
final class GivenSettings {
    /** Variables of that prefix that are no settings: for the launcher, the project's tests, and the master key itself. */
    private static final List<String> OTHER_VARIABLES = List.of(
            "PORTCULLIS_CONFIG",
            "PORTCULLIS_JAVA_OPTS",
            "PORTCULLIS_CASES",
            MasterKeyPlace.VARIABLE,
            MasterKeyPlace.PIN);

    private static final String PREFIX = "PORTCULLIS_";
    private static final int LONGEST_FILE = 1 << 20;

    private record Given(String place, List<String> texts) {}

    private final Map<String, Given> values = new LinkedHashMap<>();
    private final List<String> problems;

    private GivenSettings(List<String> problems) {
        this.problems = problems;
    }

    /** Reads all sources; adds what is wrong with their form to the problems. */
    static GivenSettings collect(List<String> flags, Map<String, String> environment, List<String> problems) {
        var fromFlags = Flags.parse(flags, problems);
        var given = new GivenSettings(new ArrayList<>());
        Optional.ofNullable(fromFlags.get(Flags.CONFIG))
                .map(List::getLast)
                .or(() -> Optional.ofNullable(environment.get("PORTCULLIS_CONFIG")))
                .ifPresent(file -> given.takeFile(Path.of(file)));
        given.takeEnvironment(environment);
        for (var setting : Settings.ALL) {
            Optional.ofNullable(fromFlags.get(setting.name()))
                    .ifPresent(texts -> given.values.put(setting.name(), new Given(setting.flag(), texts)));
        }
        given.requireOneMasterKey(environment);
        return given;
    }

    private void requireOneMasterKey(Map<String, String> environment) {
        for (var setting : List.of(Settings.MASTER_KEY_FILE, Settings.MASTER_KEY_PKCS11)) {
            var given = values.get(setting.name());
            if (given != null && environment.containsKey(MasterKeyPlace.VARIABLE)) {
                problems.add("%s and %s both say where the master key is: give one of them."
                        .formatted(given.place(), MasterKeyPlace.VARIABLE));
            }
        }
    }

    /** The value of the setting: what was given, or its default; a malformed one is noted as a problem. */
    <T> T read(Setting<T> setting) {
        var given = values.get(setting.name());
        if (given == null) {
            return setting.initialValue();
        }
        try {
            return setting.reads().apply(given.texts());
        } catch (IllegalArgumentException e) {
            problems.add(given.place() + ": " + e.getMessage());
            return setting.initialValue();
        }
    }

    List<String> problems() {
        return problems;
    }

    private void takeEnvironment(Map<String, String> environment) {
        var names = Settings.ALL.stream().map(Setting::environmentName).toList();
        for (var name : environment.keySet().stream().sorted().toList()) {
            if (name.startsWith(PREFIX) && !names.contains(name) && !OTHER_VARIABLES.contains(name)) {
                problems.add(Nearest.unknown("environment variable", name, names));
            }
        }
        for (var setting : Settings.ALL) {
            var text = environment.get(setting.environmentName());
            if (text != null) {
                var texts = setting.many() ? List.of(text.trim().split("[,\\s]+")) : List.of(text);
                values.put(setting.name(), new Given(setting.environmentName(), texts));
            }
        }
    }

    private void takeFile(Path file) {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                problems.add("The configuration file %s is longer than 1 MiB.".formatted(file));
                return;
            }
            var settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setAllowDuplicateKeys(false)
                    .setMaxAliasesForCollections(0)
                    .build();
            var document = new Load(settings).loadFromString(Files.readString(file));
            switch (document) {
                case null -> {} // an empty file sets nothing
                case Map<?, ?> map -> map.forEach((key, value) -> takeEntry(file, Objects.toString(key), value));
                default ->
                    problems.add("The configuration file %s is not a list of \"name: value\" lines.".formatted(file));
            }
        } catch (IOException e) {
            problems.add("The configuration file %s cannot be read: %s.".formatted(file, e.getMessage()));
        } catch (YamlEngineException e) {
            problems.add("The configuration file %s is not YAML: %s".formatted(file, e.getMessage()));
        }
    }

    private void takeEntry(Path file, String key, @Nullable Object value) {
        var place = file + ": " + key;
        var setting = Settings.ALL.stream().filter(s -> s.name().equals(key)).findFirst();
        if (setting.isEmpty()) {
            var names = Settings.ALL.stream().map(Setting::name).toList();
            problems.add(file + ": " + Nearest.unknown("setting", key, names));
        } else if (value instanceof List<?> list && setting.get().many()) {
            var texts = list.stream().map(Objects::toString).toList();
            values.put(key, new Given(place, texts));
        } else if (value instanceof String || value instanceof Number) {
            values.put(key, new Given(place, List.of(value.toString())));
        } else {
            problems.add(place + ": a single value is wanted" + (setting.get().many() ? " or a list." : "."));
        }
    }
}
