// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing an operator can set, under one name everywhere: {@code --data-dir}, {@code PORTCULLIS_DATA_DIR} and {@code
 * data-dir:} in the file.
 *
 * @param <T> what it is to the program
 * @param name lower-case words joined by hyphens
 * @param takes the form of its value, as help texts show it
 * @param initially the value when nobody sets it, empty for none; always readable
 * @param many whether it takes several values
 * @param says a sentence or two for the operator
 * @param reads makes the value from its texts, or throws IllegalArgumentException with a sentence
 */
record Setting<T>(
        String name, String takes, String initially, boolean many, String says, Function<List<String>, T> reads) {

    /** A setting with one value and a default. */
    static <T> Setting<T> one(String name, String takes, String initially, String says, Function<String, T> reads) {
        return new Setting<>(name, takes, initially, false, says, texts -> reads.apply(texts.getLast()));
    }

    /** A setting that may be absent. */
    static <T> Setting<Optional<T>> optional(String name, String takes, String says, Function<String, T> reads) {
        return new Setting<>(
                name,
                takes,
                "",
                false,
                says,
                texts -> texts.isEmpty() ? Optional.empty() : Optional.of(reads.apply(texts.getLast())));
    }

    /** A setting with any number of values, none by default. */
    static <T> Setting<List<T>> many(String name, String takes, String says, Function<String, T> reads) {
        return new Setting<>(
                name, takes, "", true, says, texts -> texts.stream().map(reads).toList());
    }

    String flag() {
        return "--" + name;
    }

    String environmentName() {
        return "PORTCULLIS_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The name of the record component that holds it. */
    String componentName() {
        var words = name.split("-", -1);
        var joined = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            joined.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
        }
        return joined.toString();
    }

    T initialValue() {
        return reads.apply(initially.isEmpty() ? List.of() : List.of(initially));
    }
}
