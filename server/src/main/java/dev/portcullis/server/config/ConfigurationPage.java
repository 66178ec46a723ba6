// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

/** The page docs/configuration.md, made from the settings, so that it cannot be wrong about them. */
public final class ConfigurationPage {
    private ConfigurationPage() {}

    /** The help text of {@code portcullis serve}. */
    public static String help() {
        return Flags.help();
    }

    /** The page in Markdown. */
    static String markdown() {
        var page = new StringBuilder("""
                # Configuration

                This page is made from the server's own list of settings (`./dev docs` writes it, a test fails when it is stale).

                Each setting has one name and can be given in three places; a later one replaces an earlier one whole:

                1. a YAML file, named by `--config FILE` or `PORTCULLIS_CONFIG`: `data-dir: /srv/portcullis`
                2. the environment: `PORTCULLIS_DATA_DIR=/srv/portcullis`
                3. a flag of `portcullis serve`: `--data-dir /srv/portcullis`

                A setting that takes several values is a list in the file, separated by commas in the environment, and repeated or
                separated by commas as a flag. A setting that is unknown, malformed or insecure stops the start; the message names it
                and, when it is unknown, the nearest known one.

                `PORTCULLIS_JAVA_OPTS` adds options for the Java machine, for instance `-Xmx2g`.

                | setting | value | default | meaning |
                |---|---|---|---|
                """);
        for (var setting : Settings.ALL) {
            page.append("| `%s` | %s%s | %s | %s |\n"
                    .formatted(
                            setting.name(),
                            setting.takes(),
                            setting.many() ? ", …" : "",
                            setting.initially().isEmpty() ? "–" : "`" + setting.initially() + "`",
                            setting.says()));
        }
        return page.toString();
    }
}
