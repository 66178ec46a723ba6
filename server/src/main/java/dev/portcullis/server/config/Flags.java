// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The flags of {@code portcullis serve}: one for each setting, and {@code --config}. {@code --name value} and {@code --name=value};
 * a setting with many values takes all words up to the next flag, each also as a list with commas.
 *
 * <p>Written by hand, for a start has no time for a command line library (docs/adr/0007 says what one cost).
 */
final class Flags {
    /** The name under which the configuration file is found in what {@link #parse} gives. */
    static final String CONFIG = "config";

    private static final int WIDTH = 100;

    private final Map<String, List<String>> given = new LinkedHashMap<>();
    private final List<String> problems;

    private Flags(List<String> problems) {
        this.problems = problems;
    }

    /** The texts by setting name; adds what is wrong to the problems. */
    static Map<String, List<String>> parse(List<String> words, List<String> problems) {
        var flags = new Flags(problems);
        for (int i = 0; i < words.size(); ) {
            int end = i + 1;
            while (end < words.size() && !words.get(end).startsWith("--")) {
                end++;
            }
            flags.take(words.get(i), words.subList(i + 1, end));
            i = end;
        }
        return flags.given;
    }

    /** A word that should be a flag, and the words up to the next one. */
    private void take(String word, List<String> following) {
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        var values = new ArrayList<String>();
        if (equals >= 0) {
            values.add(word.substring(equals + 1));
        }
        values.addAll(following);
        boolean isConfig = name.equals("--" + CONFIG);
        var setting = Settings.ALL.stream().filter(s -> s.flag().equals(name)).findFirst();
        if (!isConfig && setting.isEmpty()) {
            var names = new ArrayList<>(Settings.ALL.stream().map(Setting::flag).toList());
            names.add("--" + CONFIG);
            problems.add(Nearest.unknown("flag", name, names));
        } else {
            take(name, setting, values);
        }
    }

    private void take(String flag, Optional<Setting<?>> setting, List<String> values) {
        boolean many = setting.map(Setting::many).orElse(false);
        var name = flag.substring("--".length());
        if (values.isEmpty()) {
            problems.add("%s wants a value: %s."
                    .formatted(flag, setting.map(Setting::takes).orElse("FILE")));
        } else if (many) {
            var all = given.computeIfAbsent(name, _ -> new ArrayList<>());
            values.forEach(value -> all.addAll(List.of(value.split(",", -1))));
        } else if (values.size() > 1) {
            problems.add("%s takes one value; what is %s?".formatted(flag, values.get(1)));
        } else if (given.putIfAbsent(name, List.copyOf(values)) != null) {
            problems.add("%s is given twice.".formatted(flag));
        }
    }

    /** The help text. */
    static String help() {
        var text = new StringBuilder("""
                usage: portcullis serve [--NAME VALUE …]

                Starts the server; it ends with status 0 on SIGTERM, when running requests are done.

                """);
        describe(text, "--" + CONFIG + " FILE", "A YAML file with these settings, without the leading hyphens.");
        for (var setting : Settings.ALL) {
            var initially = setting.initially().isEmpty() ? "" : " Default: " + setting.initially() + ".";
            describe(
                    text,
                    setting.flag() + " " + setting.takes() + (setting.many() ? " …" : ""),
                    setting.says().replace("`", "") + initially);
        }
        return text.toString();
    }

    private static void describe(StringBuilder text, String flag, String says) {
        text.append("  ").append(flag).append('\n');
        var line = new StringBuilder("     ");
        for (var word : says.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder("     ");
            }
            line.append(' ').append(word);
        }
        text.append(line).append('\n');
    }
}
