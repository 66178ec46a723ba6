// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.cli;

import dev.portcullis.server.config.ConfigException;
import dev.portcullis.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands behind a command's name: flags, as {@code --name VALUE} or {@code --name=VALUE}, and arguments. Every command takes the
 * flags that say where the data and the master key are; without them the environment and the configuration file say it, as for the server.
 */
final class Arguments {
    private static final List<Flag> PLACES = Stream.of(
                    "--data-dir", "--master-key-file", "--master-key-pkcs11", "--config")
            .map(Flag::optional)
            .toList();

    private final Map<String, String> flags;
    private final List<String> plain;
    private final Map<String, String> environment;

    private Arguments(Map<String, String> flags, List<String> plain, Map<String, String> environment) {
        this.flags = flags;
        this.plain = plain;
        this.environment = environment;
    }

    /** What a command takes: flags besides the places, and arguments, all of which are needed. */
    record Form(String command, List<Flag> flags, List<String> arguments) {
        Form {
            flags = List.copyOf(flags);
            arguments = List.copyOf(arguments);
        }

        static Form of(String command, Flag... flags) {
            return new Form(command, List.of(flags), List.of());
        }

        Form with(String argument) {
            return new Form(command, flags, List.of(argument));
        }

        private Optional<Flag> flag(String name) {
            return Stream.concat(PLACES.stream(), flags.stream())
                    .filter(flag -> flag.name().equals(name))
                    .findFirst();
        }

        private ConfigException wrong(String what) {
            return new ConfigException(List.of(command + ": " + what));
        }
    }

    /** A flag, with its hyphens. */
    record Flag(String name, boolean hasValue, boolean isNeeded) {
        static Flag needed(String name) {
            return new Flag(name, true, true);
        }

        static Flag optional(String name) {
            return new Flag(name, true, false);
        }

        static Flag bare(String name) {
            return new Flag(name, false, false);
        }
    }

    /** @throws ConfigException if they are not of that form */
    static Arguments parse(Form form, List<String> words, Map<String, String> environment) {
        var flags = new HashMap<String, String>();
        var plain = new ArrayList<String>();
        var rest = words.iterator();
        while (rest.hasNext()) {
            var word = rest.next();
            if (!word.startsWith("-")) {
                plain.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            var name = equals < 0 ? word : word.substring(0, equals);
            var flag = form.flag(name).orElseThrow(() -> form.wrong("there is no flag " + name + "."));
            if (flag.hasValue() ? equals < 0 && !rest.hasNext() : equals >= 0) {
                throw form.wrong(name + (flag.hasValue() ? " wants a value." : " takes no value."));
            }
            var value = !flag.hasValue() ? "" : equals < 0 ? rest.next() : word.substring(equals + 1);
            if (flags.put(name, value) != null) {
                throw form.wrong(name + " is given twice.");
            }
        }
        requireComplete(form, flags, plain);
        return new Arguments(flags, plain, environment);
    }

    private static void requireComplete(Form form, Map<String, String> flags, List<String> plain) {
        for (var flag : form.flags()) {
            if (flag.isNeeded() && !flags.containsKey(flag.name())) {
                throw form.wrong(flag.name() + " is needed.");
            }
        }
        if (plain.size() != form.arguments().size()) {
            var wanted = form.arguments().isEmpty() ? "only flags" : String.join(" ", form.arguments());
            throw form.wrong("wants " + wanted + ", not \"" + String.join(" ", plain) + "\".");
        }
    }

    /** Where the data and the master key are. */
    ServerConfig config() {
        var given = new ArrayList<String>();
        for (var place : PLACES) {
            value(place.name()).ifPresent(value -> given.add(place.name() + "=" + value));
        }
        return ServerConfig.load(given, environment);
    }

    Optional<String> value(String flag) {
        return Optional.ofNullable(flags.get(flag));
    }

    /** The value of a flag that is needed. */
    String needed(String flag) {
        return value(flag).orElseThrow();
    }

    boolean has(String flag) {
        return flags.containsKey(flag);
    }

    /** The only argument. */
    String argument() {
        return plain.getFirst();
    }
}
