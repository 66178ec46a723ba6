// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of {@code portcullis serve}: one for each setting, and {@code --config}. */
final class Flags {
    /** The name under which the configuration file is found in what {@link #parse} gives. */
    static final String CONFIG = "config";

    private Flags() {}

    /** The texts by setting name; adds what is wrong to the problems. */
    static Map<String, List<String>> parse(List<String> flags, List<String> problems) {
        var given = new LinkedHashMap<String, List<String>>();
        try {
            var result = new CommandLine(command()).parseArgs(flags.toArray(String[]::new));
            for (var option : result.matchedOptions()) {
                given.put(option.longestName().substring("--".length()), List.copyOf(option.stringValues()));
            }
        } catch (CommandLine.UnmatchedArgumentException e) {
            var names = new ArrayList<>(Settings.ALL.stream().map(Setting::flag).toList());
            names.add("--" + CONFIG);
            e.getUnmatched().stream()
                    .filter(argument ->
                            argument.startsWith("-") || e.getUnmatched().size() == 1)
                    .forEach(argument -> problems.add(Nearest.unknown("flag", argument, names)));
        } catch (CommandLine.ParameterException e) {
            problems.add(e.getMessage() + ".");
        }
        return given;
    }

    /** The help text. */
    static String help() {
        return new CommandLine(command()).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandSpec command() {
        var command = CommandSpec.create().name("portcullis serve");
        command.usageMessage()
                .description("Starts the server; ends with status 0 on SIGTERM, when running requests are done.");
        command.usageMessage().sortOptions(false);
        command.addOption(
                option(CONFIG, "FILE", false, "A YAML file with these settings, without the leading hyphens."));
        for (var setting : Settings.ALL) {
            command.addOption(option(setting.name(), setting.takes(), setting.many(), description(setting)));
        }
        return command;
    }

    private static String description(Setting<?> setting) {
        var text = setting.says().replace("%", "%%").replace("`", "");
        return setting.initially().isEmpty() ? text : text + " Default: " + setting.initially();
    }

    private static OptionSpec option(String name, String takes, boolean many, String description) {
        var option = OptionSpec.builder("--" + name).paramLabel(takes).description(description);
        return many
                ? option.arity("1..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(",")
                        .build()
                : option.arity("1").type(String.class).build();
    }
}
